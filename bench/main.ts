import { compare } from './comparison';
import { checkRows } from './rows/check';
import { coldRows } from './rows/cold';
import { expansionRows } from './rows/expansion';
import { floorRows } from './rows/floor';
import { orderingRows } from './rows/ordering';
import { peerRows } from './rows/peers';
import { permissionRows } from './rows/permission';
import { synthRows } from './rows/synth';
import { head, row } from './table';
import { Workshop } from './workshop';

// npm run bench [-- --slow] [-- --only=TEXT]: ratios against floors and peers, each pair measured in alternation.
const slow = process.argv.includes('--slow');
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? '';

const workshop = new Workshop();
try {
  const rows = [
    synthRows,
    floorRows,
    coldRows,
    peerRows,
    orderingRows,
    permissionRows,
    expansionRows,
    checkRows,
  ].flatMap((rowsOf) => rowsOf(workshop, slow));
  console.log(head);
  for (const comparison of rows.filter(({ what, against }) => `${what} ${against}`.includes(only))) {
    console.log(row(comparison, comparison.missing === undefined ? compare(comparison) : undefined));
  }
} finally {
  workshop.close();
}
