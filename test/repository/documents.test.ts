import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { routeTable } from '../../api/route-table.ts';

const repository = join(import.meta.dirname, '../..');
const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: repository });
const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

test('the documents are there', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'SECURITY.md']));
});

describe.each(documents)('%s', (file) => {
  const text = readFileSync(join(repository, file), 'utf8');

  test('links to files and headings that are there', () => {
    const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const relative = links.filter((target) => !/^[a-z]+:/.test(target));
    expect(relative.filter((target) => !leadsSomewhere(file, target))).toEqual([]);
  });

  test('names npm scripts that are there', () => {
    const named = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short ?? '',
    );
    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  test('names files and folders of the repository that are there', () => {
    const folders = new Set(readdirSync(repository).filter((entry) => !entry.startsWith('.')));
    const paths = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)].map(([, path = '']) => path);
    const own = paths.filter((path) => folders.has(path.split('/')[0] ?? ''));
    expect(own.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });

  test('names routes that are there', () => {
    const routes = new Set(routeTable.map(({ path }) => shapeOf(path)));
    const named = [...text.matchAll(/\/(?:admin\/)?v1\/[\w/{}$-]+/g)].map(([path]) => path);
    expect(named.filter((path) => !routes.has(shapeOf(path)))).toEqual([]);
  });
});

/** Text without code blocks and code spans: what looks like a link there is none. */
function withoutCode(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, '').replace(/`[^`\n]*`/g, '');
}

function leadsSomewhere(file: string, target: string): boolean {
  const [path = '', heading] = target.split('#');
  const found = path === '' ? join(repository, file) : join(repository, dirname(file), path);
  if (!existsSync(found)) return false;
  return heading === undefined || headingsOf(found).includes(heading);
}

/** The names by which GitHub links to a document's headings. */
function headingsOf(path: string): string[] {
  const headings = readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** A path in which what stands for an id (`{mailboxId}`, `$MAILBOX`) has no name. */
function shapeOf(path: string): string {
  return path.replace(/\{\w+\}|\$\w+/g, '{}').replace(/\/$/, '');
}
