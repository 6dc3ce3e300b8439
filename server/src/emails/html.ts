// The HTML part of a mail: tables and inlined styles, because that is what mail programs show alike; light, and dark where they ask.
import { correctForContrast, SURFACES } from '#kernel/accent.ts';
import { fill, type Letter, plain } from './letter.ts';
import type { Brand } from './types.ts';

/** Where the merchant chose none: the pages' own. */
const ACCENT = { light: '#0f6a5b', dark: '#63c3b0' };
const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
const LIGHT = { page: '#f5f6f4', card: SURFACES.light, ink: '#16201d', soft: '#55605c', line: '#dfe3e0' };
const DARK = { page: '#0e1113', card: SURFACES.dark, ink: '#eef2f0', soft: '#aab5b0', line: '#333b3e' };
const RIBBON = { ground: '#fdf3e1', ink: '#8a5300', dark_ground: '#33270f', dark_ink: '#f0be6c' };
/** Keeps the words that follow out of the inbox's preview. */
const PREHEADER_PADDING = '&#8203;&#160;'.repeat(60);

const FIGURE_LENGTH_MAX = 10;

interface Colours {
  button: string;
  on_button: string;
  dark_button: string;
  on_dark_button: string;
}

export function letterHtml(letter: Letter, brand: Brand): string {
  const colours = coloursOf(brand.accent);
  const rows = [
    letter.ribbon === null ? '' : ribbonRow(letter.ribbon),
    cardRow(
      [
        masthead(brand),
        `<h1 class="ink" style="margin:0 0 20px;font-size:24px;line-height:1.25;font-weight:700;color:${LIGHT.ink}">${escaped(letter.heading)}</h1>`,
        ...(letter.greeting === null ? [] : [paragraph(escaped(letter.greeting))]),
        ...letter.paragraphs.map((words) => paragraph(escaped(words))),
        facts(letter.facts),
        button(letter.button, colours),
        address(letter, colours),
        ...letter.after.map((words) => small(escaped(words))),
        ...(letter.support === null ? [] : [small(support(letter.support, colours))]),
      ].join('\n'),
    ),
    `<tr><td class="soft foot" style="padding:20px 32px 0;font-size:13px;line-height:1.5;color:${LIGHT.soft}">${escaped(letter.footer)}</td></tr>`,
  ];
  return page(letter, colours, rows.join('\n'));
}

/** The language stands inside again, because mail programs throw the outer elements away. */
function page({ language, subject, preheader }: Letter, colours: Colours, rows: string): string {
  return `<!doctype html>
<html lang="${language}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<meta name="x-apple-disable-message-reformatting">
<title>${escaped(subject)}</title>
<style>${sheet(colours)}</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:${LIGHT.page};-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escaped(preheader)}${PREHEADER_PADDING}</div>
<div role="article" aria-roledescription="email" aria-label="${escaped(subject)}" lang="${language}">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${LIGHT.page}" style="background-color:${LIGHT.page}">
<tr><td align="center" style="padding:24px 12px 40px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;font-family:${FONT};overflow-wrap:anywhere;word-break:break-word">
${rows}
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</div>
</body>
</html>
`;
}

/** Programs that read style sheets get dark colours and less margin on phones; for the others everything is inlined. */
function sheet({ dark_button, on_dark_button }: Colours): string {
  const dark = (prefix: string) =>
    [
      `${prefix}.page{background-color:${DARK.page}!important}`,
      `${prefix}.card{background-color:${DARK.card}!important;border-color:${DARK.line}!important}`,
      `${prefix}.ink{color:${DARK.ink}!important}`,
      `${prefix}.soft{color:${DARK.soft}!important}`,
      `${prefix}.fact{border-color:${DARK.line}!important}`,
      `${prefix}.ribbon{background-color:${RIBBON.dark_ground}!important;color:${RIBBON.dark_ink}!important}`,
      `${prefix}.button{background-color:${dark_button}!important;color:${on_dark_button}!important}`,
      `${prefix}.link{color:${dark_button}!important}`,
    ].join('');
  return [
    ':root{color-scheme:light dark;supported-color-schemes:light dark}',
    `@media (prefers-color-scheme:dark){${dark('')}}`,
    dark('[data-ogsc] '),
    '@media (max-width:480px){.card{padding:24px 20px!important}.foot{padding:20px 20px 0!important}.button{display:block!important}}',
  ].join('');
}

function ribbonRow(words: string): string {
  return `<tr><td style="padding:0 0 12px"><div class="ribbon" style="padding:10px 16px;border-radius:10px;background-color:${RIBBON.ground};color:${RIBBON.ink};font-size:14px;line-height:1.4;text-align:center">${escaped(words)}</div></td></tr>`;
}

function cardRow(content: string): string {
  return `<tr><td class="card" bgcolor="${LIGHT.card}" style="padding:32px;background-color:${LIGHT.card};border:1px solid ${LIGHT.line};border-radius:14px">
${content}
</td></tr>`;
}

function masthead({ merchant, logo_url }: Brand): string {
  const name = `<td class="ink" style="font-size:17px;line-height:1.3;font-weight:600;color:${LIGHT.ink}">${escaped(plain(merchant))}</td>`;
  const logo =
    logo_url === null
      ? ''
      : `<td style="padding:0 12px 0 0"><img src="${escaped(logo_url)}" alt="" height="40" style="display:block;height:40px;width:auto;max-width:160px;border:0;border-radius:8px"></td>`;
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px"><tr>${logo}${name}</tr></table>`;
}

function paragraph(html: string): string {
  return `<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.5;color:${LIGHT.ink}">${html}</p>`;
}

function small(html: string): string {
  return `<p class="soft" style="margin:0 0 12px;font-size:14px;line-height:1.5;color:${LIGHT.soft}">${html}</p>`;
}

function facts(list: Letter['facts']): string {
  if (list.length === 0) return '';
  // Figures want room for their labels, names for themselves.
  const figures = list.every(({ value }) => value.length <= FIGURE_LENGTH_MAX);
  const line = `border-top:1px solid ${LIGHT.line};font-size:15px;line-height:1.4`;
  const label = `class="fact soft" valign="top" style="padding:10px 16px 10px 0;${line};color:${LIGHT.soft};width:${figures ? '80' : '34'}%"`;
  const value = `class="fact ink" valign="top"${figures ? ' align="right"' : ''} style="padding:10px 0;${line};color:${LIGHT.ink}"`;
  const rows = list.map((fact) => {
    return `<tr><td ${label}>${escaped(fact.label)}</td><td ${value}>${escaped(fact.value)}</td></tr>`;
  });
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 24px">
${rows.join('\n')}
</table>`;
}

/** Outlook on Windows draws no padding on links; it gets the same button as a shape. */
function button({ label, url }: Letter['button'], { button: ground, on_button }: Colours): string {
  const [words, href] = [escaped(label), escaped(url)];
  const width = Math.min(480, 80 + label.length * 9);
  return `<p style="margin:0 0 20px;text-align:center">
<!--[if mso]><v:roundrect href="${href}" style="height:50px;v-text-anchor:middle;width:${width}px" arcsize="24%" stroke="f" fillcolor="${ground}"><w:anchorlock xmlns:w="urn:schemas-microsoft-com:office:word"/><center style="color:${on_button};font-family:Arial,sans-serif;font-size:16px;font-weight:bold">${words}</center></v:roundrect><![endif]-->
<!--[if !mso]><!--><a class="button" href="${href}" style="display:inline-block;padding:13px 28px;border-radius:12px;background-color:${ground};color:${on_button};font-size:16px;line-height:24px;font-weight:600;text-decoration:none;text-align:center">${words}</a><!--<![endif]-->
</p>`;
}

function address({ lead_in, button: { url } }: Letter, colours: Colours): string {
  const href = escaped(url);
  return `<p class="soft" style="margin:0 0 24px;font-size:14px;line-height:1.5;color:${LIGHT.soft};text-align:center">${escaped(lead_in.html)}<br><a class="link" href="${href}" style="color:${colours.button};word-break:break-all">${href}</a></p>`;
}

function support({ sentence, email, url }: NonNullable<Letter['support']>, colours: Colours): string {
  const link =
    email === null
      ? escaped(url ?? '')
      : `<a class="link" href="mailto:${escaped(email)}" style="color:${colours.button}">${escaped(email)}</a>`;
  return fill(escaped(sentence), { support: link });
}

function coloursOf(accent: string | null): Colours {
  const of = (theme: 'light' | 'dark') => correctForContrast(accent ?? ACCENT[theme], SURFACES[theme]) ?? ACCENT[theme];
  return {
    button: of('light'),
    on_button: SURFACES.light,
    dark_button: of('dark'),
    on_dark_button: SURFACES.dark,
  };
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
