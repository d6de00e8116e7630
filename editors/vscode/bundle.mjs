// Bundles the extension into dist/, with the licences of what is in the bundle.

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { metafile } = await build({
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  minify: true,
  metafile: true,
  logLevel: 'info',
});

const packages = new Set(Object.keys(metafile.inputs).flatMap((path) => path.match(/^node_modules\/(@[^/]+\/)?[^/]+/)?.[0] ?? []));
const licences = [...packages].sort().map((directory) => {
  const { name, version } = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8'));
  const file = readdirSync(directory).find((each) => /^licen[cs]e/i.test(each));
  if (!file) {
    throw new Error(`${name} comes without its licence`);
  }
  return `${name} ${version}\n\n${readFileSync(`${directory}/${file}`, 'utf8').trim()}\n`;
});
writeFileSync('dist/LICENCES.txt', licences.join(`\n${'-'.repeat(80)}\n\n`));
copyFileSync('../../LICENSE', 'LICENSE');
