// Which of our own origins a request came to: what we send customers back to must be the one they started at.
export interface Origins {
  /** The configured public origin, or the loopback one. */
  public_url: string;
  /** Every origin that is ours: the public one, and both names of loopback in the sandbox. */
  own: readonly string[];
}

/** The origin in the request if it is ours, else the public one; a forged Host header is never echoed. */
export function ownOrigin(origins: Origins, request: Request): string {
  const url = new URL(request.url);
  const same = origins.own.find((origin) => new URL(origin).host === url.host);
  return same ?? origins.public_url;
}
