// The style sheet of the bank's pages: one file for all banks, each with its own hue.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { INSTITUTIONS } from '#data/institutions.ts';

const hues = INSTITUTIONS.map((bank) => `[data-bank='${bank.slug}'] { --hue: ${bank.hue}; }`).join('\n');

/** The style sheet's text. */
export const STYLE = `${readFileSync(new URL('./bank.css', import.meta.url), 'utf8')}\n${hues}\n`;

/** Where it is served: the path changes with its content, so it may be kept for ever. */
export const STYLE_PATH = `/assets/${createHash('sha256').update(STYLE).digest('hex').slice(0, 16)}/bank.css`;
