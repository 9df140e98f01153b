/** A root Application and what it syncs, wave by wave. */
export interface PicturedRoot {
  readonly name: string;
  readonly waves: readonly { readonly wave: number; readonly items: readonly PicturedItem[] }[];
}

/** An Application, or a set with its Applications. */
export interface PicturedItem extends PicturedApplication {
  readonly members?: readonly PicturedApplication[];
  /** Whether the members are synced one after the other. */
  readonly ordered?: boolean;
}

export interface PicturedApplication {
  readonly name: string;
  /** What it delivers, and where to. */
  readonly note: string;
  readonly look: Look;
}

/** What a switch or a removal does to it: prunes and cascades, keeps everything, or goes with the optional layer. */
export type Look = 'managed' | 'kept' | 'optional';

const LOOKS: Readonly<Record<Look, { readonly fill: string; readonly stroke: string; readonly means: string }>> = {
  managed: { fill: '#eef4fb', stroke: '#3b6ea5', means: 'always there; prunes what leaves Git' },
  optional: { fill: '#fdf3e1', stroke: '#b7791f', means: 'optional layer; goes when it is switched off' },
  kept: { fill: '#e9f5ec', stroke: '#2f7d46', means: 'never prunes: namespaces and storage' },
};

const BOX = { height: 42, gap: 10, padding: 10 };
const COLUMN = { gap: 44, head: 30 };
const MARGIN = 24;
const TITLE = 40;
const SET = { head: 26, padding: 10 };

/** How wide a letter is on average, in the widest of the fonts that are asked for. */
const LETTER = { name: 7.3, note: 5.9 };

/**
 * The roots under each other, each with its waves from left to right. The same roots make the same text, so that it can
 * be committed and compared.
 */
export function wavesSvg(title: string, roots: readonly PicturedRoot[]): string {
  const columns = Math.max(...roots.map(({ waves }) => waves.length));
  const box = Math.max(...roots.flatMap(({ waves }) => waves.flatMap(({ items }) => items.map(neededWidth))));
  const width = Math.max(2 * MARGIN + columns * box + (columns - 1) * COLUMN.gap, legend(0).width);
  const parts: string[] = [];
  let y = MARGIN;
  for (const root of roots) {
    parts.push(...drawnRoot(root, y, { width, box }));
    y += rootHeight(root) + MARGIN;
  }
  parts.push(...legend(y).parts);
  const height = y + BOX.height + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="DejaVu Sans, Verdana, Helvetica, Arial, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function drawnRoot(
  { name, waves }: PicturedRoot,
  top: number,
  { width, box }: { readonly width: number; readonly box: number },
): string[] {
  const parts = [
    rectangle(MARGIN / 2, top, width - MARGIN, rootHeight({ name, waves }), '#fafafa', '#d0d7de'),
    text(MARGIN, top + 26, name, 16, '#1f2328', true),
  ];
  for (const [column, { wave, items }] of waves.entries()) {
    const x = MARGIN + column * (box + COLUMN.gap);
    const head = top + TITLE;
    parts.push(text(x, head + 16, `wave ${wave}`, 12, '#57606a', true));
    if (column > 0) parts.push(arrow(x - COLUMN.gap + 8, x - 8, head + 12));
    let y = head + COLUMN.head;
    for (const item of items) {
      parts.push(...drawnItem(item, x, y, box));
      y += itemHeight(item) + BOX.gap;
    }
  }
  return parts;
}

function drawnItem(item: PicturedItem, x: number, y: number, width: number): string[] {
  const { members } = item;
  if (!members) return drawnBox(item, x, y, width);
  const { fill, stroke } = LOOKS[item.look];
  const inner = width - 2 * SET.padding;
  return [
    rectangle(x, y, width, itemHeight(item), '#ffffff', stroke, '5 3'),
    text(x + SET.padding, y + 17, item.name, 12, '#1f2328', true),
    text(x + SET.padding + (item.name.length + 1) * LETTER.name, y + 17, item.note, 10.5, '#57606a'),
    ...members.flatMap((member, position) => {
      const top = y + SET.head + position * (BOX.height + BOX.gap);
      const step = item.ordered && position > 0 ? [descent(x + width / 2, top - BOX.gap, top)] : [];
      return [...drawnBox({ ...member, look: item.look }, x + SET.padding, top, inner, fill), ...step];
    }),
  ];
}

function drawnBox({ name, note, look }: PicturedApplication, x: number, y: number, width: number, fill?: string) {
  return [
    rectangle(x, y, width, BOX.height, fill ?? LOOKS[look].fill, LOOKS[look].stroke),
    text(x + BOX.padding, y + 17, name, 12, '#1f2328', true),
    text(x + BOX.padding, y + 33, note, 10.5, '#57606a'),
  ];
}

/** What the colours mean, one after the other, and where they end. */
function legend(top: number): { readonly parts: readonly string[]; readonly width: number } {
  const parts: string[] = [];
  let x = MARGIN;
  for (const { fill, stroke, means } of Object.values(LOOKS)) {
    parts.push(rectangle(x, top + 8, 22, 16, fill, stroke), text(x + 30, top + 20, means, 10.5, '#57606a'));
    x += 30 + Math.ceil(means.length * LETTER.note) + COLUMN.gap;
  }
  return { parts, width: x };
}

/** As wide as the longest line in it. */
function neededWidth({ name, note, members }: PicturedItem): number {
  const lines = [name.length * LETTER.name, note.length * LETTER.note];
  if (!members) return Math.ceil(Math.max(...lines)) + 2 * BOX.padding;
  const head = (name.length + 1) * LETTER.name + note.length * LETTER.note;
  return Math.max(Math.ceil(head), ...members.map(neededWidth)) + 2 * SET.padding;
}

function rootHeight({ waves }: PicturedRoot): number {
  const heights = waves.map(({ items }) => items.reduce((sum, item) => sum + itemHeight(item) + BOX.gap, 0));
  return TITLE + COLUMN.head + Math.max(...heights) + BOX.gap;
}

function itemHeight({ members }: PicturedItem): number {
  if (!members) return BOX.height;
  return SET.head + members.length * (BOX.height + BOX.gap) - BOX.gap + SET.padding;
}

function rectangle(x: number, y: number, width: number, height: number, fill: string, stroke: string, dash?: string) {
  const dashed = dash ? ` stroke-dasharray="${dash}"` : '';
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" fill="${fill}" stroke="${stroke}"${dashed}/>`;
}

function text(x: number, y: number, content: string, size: number, fill: string, bold = false): string {
  const weight = bold ? ' font-weight="600"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${weight}>${escaped(content)}</text>`;
}

/** From a wave to the next one, which waits until all of it is healthy. */
function arrow(from: number, to: number, y: number): string {
  return `<path d="M${from} ${y}H${to}m-6 -4l6 4l-6 4" fill="none" stroke="#57606a" stroke-width="1.5"/>`;
}

/** From a step of a set to the next one. */
function descent(x: number, from: number, to: number): string {
  return `<path d="M${x} ${from}V${to}m-3 -4l3 4l3 -4" fill="none" stroke="#57606a" stroke-width="1.5"/>`;
}

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
