// A customer's browser for the bank's tests, as far as its pages need one: cookies with paths, forms, redirects.

interface Cookie {
  value: string;
  path: string;
}

export interface Page {
  url: URL;
  status: number;
  headers: Headers;
  html: string;
}

export interface Browser {
  /** Opens an address and follows the bank's redirects; stops at a page or at the first address that is not the bank's. */
  open(url: string): Promise<Page>;
  /** Submits the form of a page. */
  submit(page: Page, fields: Record<string, string> | [string, string][]): Promise<Page>;
  /** The same, but the next address is not opened yet. */
  press(page: Page, fields: Record<string, string>): Promise<Page>;
}

const MAX_REDIRECTS = 10;

export function openBrowser(origin: string, headers: Record<string, string> = {}): Browser {
  const jar = new Map<string, Cookie>();

  const send = async (url: URL, body: URLSearchParams | null, follow = true): Promise<Page> => {
    let target = url;
    let form = body;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const onWay = hop > 0 && !follow;
      if (target.origin !== origin || onWay) return { url: target, status: 0, headers: new Headers(), html: '' };
      const init = {
        headers: { accept: 'text/html', cookie: cookiesFor(jar, target), ...headers },
        redirect: 'manual',
      } as const;
      const response = await fetch(target, form ? { ...init, method: 'POST', body: form } : init);
      for (const line of response.headers.getSetCookie()) keep(jar, line);
      const location = response.headers.get('location');
      if (location === null) {
        return { url: target, status: response.status, headers: response.headers, html: await response.text() };
      }
      target = new URL(location, target);
      form = null;
    }
    throw new Error('Too many redirects.');
  };

  return {
    open: (url) => send(new URL(url), null),
    submit: (page, fields) => send(actionOf(page), new URLSearchParams(fields)),
    press: (page, fields) => send(actionOf(page), new URLSearchParams(fields), false),
  };
}

function actionOf({ html, url }: Page): URL {
  const action = /<form[^>]* action="([^"]*)"/.exec(html)?.[1];
  if (action === undefined) throw new Error(`There is no form on this page: ${html}`);
  return new URL(action, url);
}

function cookiesFor(jar: Map<string, Cookie>, url: URL): string {
  return [...jar]
    .filter(([, cookie]) => url.pathname === cookie.path || url.pathname.startsWith(cookie.path.replace(/\/?$/, '/')))
    .map(([key, cookie]) => `${key.split(';', 1)[0]}=${cookie.value}`)
    .join('; ');
}

function keep(jar: Map<string, Cookie>, line: string): void {
  const [pair = '', ...attributes] = line.split(/;\s*/);
  const at = pair.indexOf('=');
  const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
  const key = `${pair.slice(0, at)};${path}`;
  const value = pair.slice(at + 1);
  if (value === '') jar.delete(key);
  else jar.set(key, { value, path });
}
