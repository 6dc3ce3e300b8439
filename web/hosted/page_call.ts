// How the customer's own page speaks to the server: by the token of its address and the cookie of its browser.

/** The token in `/relink/:token`. */
export function pageToken(): string {
  return location.pathname.split('/')[2] ?? '';
}

/** The page itself, without what stands below it. */
export function pagePath(): string {
  return `/relink/${pageToken()}`;
}

/** One call of the flow's API. */
export function postFlow(name: string, body: object = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`/flow/api/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...body, hosted_token: pageToken() }),
    credentials: 'same-origin',
    cache: 'no-store',
    signal,
  });
}
