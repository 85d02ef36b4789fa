import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateTypes } from '../../prisma/generate.ts';
import { missingMigration } from '../../prisma/schema-engine.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

const repository = join(import.meta.dirname, '../..');
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

test('the migrations make what schema.prisma says', async () => {
  expect(await missingMigration(database.ownerUrl)).toBe('');
});

test('store/database.ts is what schema.prisma generates', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'samovar-schema-'));
  try {
    mkdirSync(join(folder, 'prisma'));
    cpSync(join(repository, 'prisma/schema.prisma'), join(folder, 'prisma/schema.prisma'));
    writeFileSync(join(folder, 'package.json'), '{}');
    generateTypes(folder);
    const generated = readFileSync(join(folder, 'store/database.ts'), 'utf8');
    expect(readFileSync(join(repository, 'store/database.ts'), 'utf8')).toBe(generated);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
