import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadedModule } from '../imports/generator/go-module';
import { definitionsFrom } from './generator/definitions';
import { sources } from './sources';

const file = 'src/check/schema/definitions.ts';
const text = definitionsFrom(sources, downloadedModule);
writeFileSync(join(__dirname, '..', file), text);
console.log(`${file}: ${text.split('\n').length - 1} lines, ${Math.round(text.length / 1024)} KiB`);
