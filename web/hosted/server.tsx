// Renders the customer's own page on the server: a whole HTML document that works without script.
import { renderToStaticMarkup } from 'preact-render-to-string';
import type { ReactElement } from 'react';
import type { HostedPageView, RenderHostedPage } from '../../server/src/wire/hosted_page.ts';
import type { VerifyPageView } from '../../server/src/wire/verify_page.ts';
import { correctForContrast, readHex, SURFACES } from '../kit/accent.ts';
import { paintOf } from '../kit/parts.tsx';
import { createTexts, PageTextContext } from './catalogue/page_text.ts';
import { AskPage, DeclinePage } from './pages/ask.tsx';
import {
  AgainPage,
  DonePage,
  ElsewherePage,
  EndedPage,
  ExpiredPage,
  GonePage,
  RenewedPage,
  ShutOutPage,
  UnknownPage,
} from './pages/notes.tsx';
import { SuccessPage } from './pages/success.tsx';
import { VerifyPageBody } from './pages/verify.tsx';
import { AtBankPage, ProblemPage, WorkingPage } from './pages/visit.tsx';
import { TextContext } from './text.ts';

/** Files of the build, as addresses. */
export interface PageAssets {
  styles: string[];
  /** Where the merchant has no logo. */
  icon: string;
  /** Every page loads it: it tells that the page was opened. */
  page_script: string;
  /** Takes over where something is under way. */
  flow_script: string;
}

/** Where no script reads the answer, the page asks again by itself. */
const AGAIN_S = 3;

/** The renderer for the files of one build. */
export function createRenderer(assets: PageAssets): RenderHostedPage {
  return (page) => {
    // The customer's zone is not known here, so moments name theirs.
    const { text, page: words } = createTexts(page.languages, 'UTC');
    const body = renderToStaticMarkup(
      <TextContext value={text}>
        <PageTextContext value={words}>
          {'verify' in page ? <VerifyPageBody page={page} /> : <CurrentPage page={page} />}
        </PageTextContext>
      </TextContext>,
    );
    const title = /<h1[^>]*>(.*?)<\/h1>/s.exec(body)?.[1] ?? '';
    const asker = 'verify' in page ? page.about : page.view;
    const merchant = asker === null ? '' : ` · ${escaped(asker.merchant.name)}`;
    const inline_styles = [paintRules(asker?.merchant.accent ?? null, body)].filter((rules) => rules !== '');
    const head = [
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
      '<meta name="color-scheme" content="light dark">',
      '<meta name="robots" content="noindex">',
      `<title>${title}${merchant}</title>`,
      `<link rel="icon" href="${escaped(asker?.merchant.logo_url ?? assets.icon)}">`,
      ...assets.styles.map((href) => `<link rel="stylesheet" href="${href}">`),
      ...inline_styles.map((rules) => `<style>${rules}</style>`),
      ...scripts(page, assets),
    ];
    return {
      html: documentOf(text.language, 'verify' in page ? 'verify' : page.page.type, head.join(''), body),
      inline_styles,
    };
  };
}

function CurrentPage({ page }: { page: HostedPageView }): ReactElement | null {
  const { view, page: shown } = page;
  switch (shown.type) {
    case 'elsewhere':
      return <ElsewherePage page={page} />;
    case 'repaired':
    case 'used':
      return <DonePage page={page} type={shown.type} />;
    case 'expired':
      return <ExpiredPage page={page} {...shown} />;
    case 'renewed':
      return <RenewedPage page={page} {...shown} />;
    case 'ended':
      return <EndedPage page={page} type={shown.declined ? 'declined' : 'ended'} />;
    case 'superseded':
    case 'too_often':
      return <EndedPage page={page} type={shown.type} />;
    case 'gone':
      return <GonePage page={page} {...shown} />;
    case 'shut_out':
      return <ShutOutPage page={page} />;
    case 'refused':
    case 'broken':
    case 'away':
      return <AgainPage page={page} type={shown.type} />;
    case 'unknown':
      return <UnknownPage page={page} />;
  }
  if (view === null) return <UnknownPage page={page} />;
  switch (shown.type) {
    case 'ask':
      return <AskPage page={page} view={view} taken={shown.taken} />;
    case 'decline':
      return <DeclinePage page={page} view={view} />;
    case 'at_bank':
      return <AtBankPage page={page} view={view} opened={shown.opened} />;
    case 'working':
      return <WorkingPage page={page} view={view} />;
    case 'problem':
      return view.pane.type === 'error' ? <ProblemPage page={page} view={view} pane={view.pane} /> : null;
    case 'success':
      return view.pane.type === 'success' ? (
        <SuccessPage page={page} view={view} pane={view.pane} next={shown.next} />
      ) : null;
  }
}

function scripts(shown: HostedPageView | VerifyPageView, assets: PageAssets): string[] {
  const own = `<script type="module" src="${assets.page_script}"></script>`;
  if ('verify' in shown || shown.page.type !== 'working') return [own];
  return [
    own,
    `<script type="module" src="${assets.flow_script}"></script>`,
    `<noscript><meta http-equiv="refresh" content="${AGAIN_S}"></noscript>`,
  ];
}

function documentOf(language: string, name: string, head: string, body: string): string {
  return `<!doctype html><html lang="${language}"><head>${head}</head><body data-page="${name}">${body}</body></html>`;
}

/** The merchant's accent, corrected for both schemes, and the colours of the marks on this page. */
function paintRules(accent: string | null, body: string): string {
  const rules: string[] = [];
  for (const scheme of ['light', 'dark'] as const) {
    const corrected = accent === null ? null : correctForContrast(accent, SURFACES[scheme]);
    if (corrected !== null) rules.push(`:root{--accent-${scheme}:${corrected}}`);
  }
  const colors = new Set([...body.matchAll(/ data-color="([^"]*)"/g)].map((match) => match[1]!));
  for (const color of colors) {
    if (readHex(color) === null) continue;
    const paint = Object.entries(paintOf(color)).map(([name, value]) => `${name}:${value}`);
    rules.push(`.mark[data-color="${color}"]{${paint.join(';')}}`);
  }
  return rules.join('');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
