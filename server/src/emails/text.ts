// The text part of a mail: what the HTML says, in lines. Its first address is the bare link, alone on its line.
import { fill, type Letter } from './letter.ts';

export function letterText(letter: Letter): string {
  const { greeting, paragraphs, facts, button, lead_in, after, support, footer, ribbon } = letter;
  const blocks = [
    ...(ribbon === null ? [] : [ribbon]),
    ...(greeting === null ? [] : [greeting]),
    ...paragraphs,
    `${lead_in.text}\n\n${button.url}`,
    ...(facts.length === 0 ? [] : [facts.map((fact) => fill(letter.fact_line, fact)).join('\n')]),
    ...after,
    ...(support === null ? [] : [fill(support.sentence, { support: support.email ?? support.url ?? '' })]),
    `-- \n${footer}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}
