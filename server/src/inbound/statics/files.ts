// The built files that browsers load: the browser SDK and the flow's page. Read once, served from memory.
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
const FILES_MAX = 200;

/** The flow runs in an iframe of the merchant's page; which pages may hold it is checked with its key by /flow/api. */
const FLOW_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

export interface StaticFolders {
  /** Holds relink.js. */
  js: string;
  /** Holds index.html and assets/. */
  hosted: string;
}

interface File {
  body: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
}

/** Reads the folders; throws one line when the web apps have not been built. */
export async function openStatics(folders: StaticFolders): Promise<(request: Request) => Promise<Response | null>> {
  const files = new Map<string, File>();
  await add(files, '/v1/relink.js', join(folders.js, 'relink.js'), { 'Cache-Control': 'public, max-age=300' });
  await add(files, '/flow', join(folders.hosted, 'index.html'), {
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': FLOW_POLICY,
    'Referrer-Policy': 'no-referrer',
  });
  const assets = join(folders.hosted, 'assets');
  for (const name of (await readdir(assets)).slice(0, FILES_MAX)) {
    await add(files, `/flow/assets/${name}`, join(assets, name), {
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  }
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return null;
    const file = files.get(new URL(request.url).pathname);
    if (file === undefined) return null;
    return new Response(request.method === 'HEAD' ? null : file.body, { headers: file.headers });
  };
}

async function add(
  files: Map<string, File>,
  url: string,
  path: string,
  headers: Record<string, string>,
): Promise<void> {
  try {
    const body = new Uint8Array(await readFile(path));
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    files.set(url, { body, headers: { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff', ...headers } });
  } catch (error) {
    throw new Error('the web apps are not built; run `npm start`, or `npm run build --workspaces --if-present`', {
      cause: error,
    });
  }
}
