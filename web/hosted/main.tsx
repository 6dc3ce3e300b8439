// The flow's page: waits for the merchant's page to hand over a session, then shows it.
import { createRoot } from 'react-dom/client';
import '../kit/tokens.css';
import '../kit/parts.css';
import './flow.css';
import { App } from './app.tsx';
import { createText } from './catalogue/catalogue.ts';
import { createClient } from './client.ts';
import { createFlow } from './flow.ts';
import { connectParentPage, readParentOrigin } from './parent_page.ts';
import { TextContext } from './text.ts';

const origin = readParentOrigin(location.search);

// Opened by itself, in no page that could hand over a session, there is nothing to show: the server answers with words of its own.
if (origin !== null && window.parent !== window) {
  connectParentPage(origin, (message, page) => {
    const { publishableKey, clientSecret, locale } = message;
    const text = createText([locale, ...navigator.languages]);
    document.documentElement.lang = text.language;
    const client = createClient({ publishableKey, clientSecret, parentOrigin: origin });
    const flow = createFlow(client, page, text.language);
    createRoot(document.getElementById('flow')!).render(
      <TextContext value={text}>
        <App flow={flow} page={page} />
      </TextContext>,
    );
  });
}
