// Serves the Dashboard's built pages: the assets of web/dist/dashboard, and its index for every address below /dashboard.
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const FILES_MAX = 500;

/** The preview of a mail is an iframe with `srcdoc`, which inherits this policy: its styles stand in the mail itself. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface File {
  body: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

/** Reads the folder once. Pages that are not built are told so when somebody opens one; the API needs none. */
export async function openPages(folder: string): Promise<(request: Request) => Promise<Response | null>> {
  const assets = new Map<string, File>();
  const index = await read(join(folder, 'index.html'), {
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': POLICY,
    'Referrer-Policy': 'same-origin',
    'X-Robots-Tag': 'noindex',
  });
  const names = index === null ? [] : await readdir(join(folder, 'assets')).catch(() => []);
  for (const name of names.slice(0, FILES_MAX)) {
    const file = await read(join(folder, 'assets', name), { 'Cache-Control': 'public, max-age=31536000, immutable' });
    if (file !== null) assets.set(`/dashboard/assets/${name}`, file);
  }
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== '/dashboard' && !pathname.startsWith('/dashboard/')) return null;
    if (request.method !== 'GET' && request.method !== 'HEAD') return null;
    const asset = pathname.startsWith('/dashboard/assets/');
    const file = asset ? assets.get(pathname) : index;
    if (asset && file === undefined) return new Response('There is no such file.\n', { status: 404 });
    if (!file) return new Response('The Dashboard is not built; run `npm start`.\n', { status: 503 });
    return new Response(request.method === 'HEAD' ? null : file.body, { headers: file.headers });
  };
}

async function read(path: string, headers: Record<string, string>): Promise<File | null> {
  const body = await readFile(path).catch(() => null);
  if (body === null) return null;
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  return {
    body: new Uint8Array(body),
    headers: { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff', ...headers },
  };
}
