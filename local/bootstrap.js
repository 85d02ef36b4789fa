// node local/bootstrap.js <script.ts> [arguments]: runs a script of this repository, on a machine that has only Node and npm.
// This first file must be read by every Node from 12 on, if only to say that it is too old: no newer syntax in it.
const oldestNode = 20;
const version = process.versions.node;

if (Number(version.split('.')[0]) < oldestNode) {
  console.error(
    'Samovar needs Node ' +
      oldestNode +
      ' or newer; this is Node ' +
      version +
      '.\n' +
      'Fix: install a current Node from https://nodejs.org (or `nvm install 24`), then run the same command again.',
  );
  process.exitCode = 1;
} else {
  import('./bootstrap/run.js').then((bootstrap) => bootstrap.run(process.argv.slice(2)));
}
