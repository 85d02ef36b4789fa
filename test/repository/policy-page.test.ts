import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policyPage, policyPageFile } from '../../docs/write-policy.ts';
import { defaults } from '../../policy/defaults.ts';

test('docs/policy.md is what `npm run docs:policy` writes', async () => {
  expect(readFileSync(policyPageFile, 'utf8')).toBe(await policyPage());
});

test('every number of the policy stands on the page, with its value', async () => {
  const page = await policyPage();
  const { version, plans, ...groups } = defaults;
  const cells = Object.entries(groups).flatMap(([group, numbers]) =>
    Object.entries(numbers).map(([name, value]) => [`${group}.${name}`, [value].flat().join(', ')] as const),
  );
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const shown = new Map(rows.map(([, path = '', value = '']) => [path, value]));
  expect(cells.filter(([path, value]) => shown.get(`\`${path}\``) !== value)).toEqual([]);
  expect(page).toContain(`version ${version}`);
  for (const preset of Object.keys(plans)) expect(page).toContain(`### \`plans.${preset}\``);
});
