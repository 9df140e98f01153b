import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

// Runs a command, and says how many mebibytes it and all that it started held together at most. Linux only.
const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: 'ignore' });
let most = 0;
const timer = setInterval(() => {
  const held = treeOf(child.pid ?? 0).map(memoryOf);
  const together = held.reduce((sum, { now }) => sum + now, 0);
  most = Math.max(most, together, ...held.map(({ peak }) => peak));
}, 5);
child.on('close', (code) => {
  clearInterval(timer);
  process.stdout.write(JSON.stringify({ code, mebibytes: most / 1024 }));
});

function treeOf(pid: number): readonly number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((each) => each !== '');
  return [pid, ...children.flatMap((each) => treeOf(Number(each)))];
}

/** In kibibytes; nothing for a process that has ended. */
function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = textOf(`/proc/${pid}/status`);
  const field = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  return { now: field('VmRSS'), peak: field('VmHWM') };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
