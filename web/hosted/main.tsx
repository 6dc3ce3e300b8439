// The flow's page: waits for the merchant's page to hand over a session, then shows it.
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { OpenMessage } from '../../js/src/messages.ts';
import '../kit/tokens.css';
import '../kit/parts.css';
import './flow.css';
import './panes.css';
import { App } from './app.tsx';
import { loadText, type Text } from './catalogue/catalogue.ts';
import { createClient } from './client.ts';
import { Flow } from './flow.ts';
import { AlonePane } from './panes/trouble.tsx';
import { connectParentPage, type ParentPage, readParentOrigin } from './parent_page.ts';
import { TextContext } from './text.ts';

const origin = readParentOrigin(location.search);
const root = createRoot(document.getElementById('flow')!);

function show(text: Text, page: ReactNode): void {
  document.documentElement.lang = text.language;
  root.render(<TextContext value={text}>{page}</TextContext>);
}

async function openFlow(parent: string, message: OpenMessage, page: ParentPage): Promise<void> {
  const { locale, publishableKey, clientSecret, stripeAccount } = message;
  const text = await loadText([locale, ...navigator.languages]);
  const client = createClient({ publishableKey, clientSecret, stripeAccount, parentOrigin: parent });
  const flow = new Flow(client, page, text.language);
  show(text, <App flow={flow} page={page} />);
}

if (origin !== null && window.parent !== window) {
  connectParentPage(origin, (message, page) => {
    openFlow(origin, message, page).catch(() => {
      page.fail({ type: 'api_connection_error', message: 'The flow could not be loaded.' });
    });
  });
} else {
  show(await loadText(navigator.languages), <AlonePane />);
}
