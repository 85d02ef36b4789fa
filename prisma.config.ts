import { defineConfig } from 'prisma/config';

/** Where Prisma's authoring commands find the schema. Applying migrations needs none of it: store/migrate.ts. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_OWNER_URL ?? 'postgresql://unset@127.0.0.1:1/unset' },
});
