import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindingsFrom } from './generator/bindings';
import { downloadedModule } from './generator/go-module';
import { sources } from './sources';

for (const { file, text } of bindingsFrom(sources, downloadedModule)) {
  writeFileSync(join(__dirname, file), text);
  console.log(`imports/${file}: ${text.split('\n').length - 1} lines`);
}
