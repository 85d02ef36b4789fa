import tseslint from 'typescript-eslint';

/**
 * Imports point one way: api -> store, workflows (types) ... policy -> nothing.
 * A folder may import from itself, from the folders listed here, and from packages not listed as refused.
 * `types` may be imported with `import type` only.
 */
const folders = {
  policy: { may: [], types: [], packages: ['zod', 'luxon'] },
  mail: { may: [], types: ['policy'] },
  ses: { may: [], types: ['policy'] },
  dns: { may: [], types: ['policy'] },
  store: { may: [], types: ['policy'] },
  'temporal-config': { may: [], types: [] },
  workflows: {
    may: [],
    types: ['activities', 'policy'],
    packages: ['@temporalio/workflow', '@temporalio/common'],
  },
  activities: { may: ['policy', 'store', 'mail', 'ses', 'dns'], types: [] },
  worker: { may: ['activities', 'policy', 'store', 'mail', 'ses', 'dns', 'temporal-config'], types: [] },
  api: { may: ['store', 'temporal-config', 'policy'], types: ['workflows'] },
};
const everyFolder = [...Object.keys(folders), 'local', 'bench', 'test', 'dashboard'];

const importRules = Object.entries(folders).map(([folder, { may, types, packages }]) => {
  const refused = everyFolder.filter((other) => other !== folder && !may.includes(other));
  const patterns = refused.map((other) => ({
    // The one error class is everybody's: errors are values of one enum.
    regex: `^\\.\\.?/(.*/)?${other}/${other === 'policy' ? '(?!errors\\.ts$)' : ''}`,
    allowTypeImports: types.includes(other),
    message: types.includes(other)
      ? `${folder}/ may import only types from ${other}/.`
      : `${folder}/ may not import from ${other}/ (see "The architecture" in README.md).`,
  }));
  if (packages) {
    const allowed = packages.map((name) => name.replace('/', '\\/')).join('|');
    patterns.push({
      regex: `^(?!\\.)(?!(${allowed})(/|$))`,
      allowTypeImports: false,
      message: `${folder}/ is pure: only ${packages.join(', ')} and its own files.`,
    });
  }
  return {
    files: [`${folder}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
});

export default tseslint.config(
  { ignores: ['node_modules/', '.samovar/', 'store/database.ts'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always'],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals: sources run by type stripping.' },
      ],
    },
  },
  {
    files: ['policy/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'crypto'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'policy/ has no clock: take the time as a parameter.' },
        { object: 'Math', property: 'random', message: 'policy/ has no randomness: take a seed.' },
      ],
    },
  },
  ...importRules,
  {
    // Where the API's process is put together: it hands the routes what they may not import.
    files: ['api/dependencies.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
