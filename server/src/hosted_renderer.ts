// Loads the built renderer of the customer's own page, and the names of the files that its pages load.
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RenderHostedPage } from '#wire/hosted_page.ts';

interface Built {
  createRenderer(assets: {
    styles: string[];
    icon: string;
    page_script: string;
    flow_script: string;
  }): RenderHostedPage;
}

type Manifest = Record<string, { file: string }>;

const NOT_BUILT = 'the web apps are not built; run `npm start`, or `npm run build --workspaces --if-present`';

/** `dist` is the folder that web/ builds into. Throws one line when it has not been built. */
export async function loadHostedRenderer(dist: URL): Promise<RenderHostedPage> {
  const manifest = await readManifest(new URL('hosted/manifest.json', dist));
  const address = (name: string) => {
    const entry = manifest[name];
    if (entry === undefined) throw new Error(NOT_BUILT);
    return `/flow/${entry.file}`;
  };
  const assets = {
    styles: [address('style.css')],
    icon: address('icon.svg'),
    page_script: address('page.ts'),
    flow_script: address('page_flow.tsx'),
  };
  const renderer = pathToFileURL(fileURLToPath(new URL('server/hosted_page.mjs', dist)));
  const { createRenderer } = (await import(renderer.href).catch((cause: unknown) => {
    throw new Error(NOT_BUILT, { cause });
  })) as Built;
  return createRenderer(assets);
}

async function readManifest(file: URL): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Manifest;
  } catch (cause) {
    throw new Error(NOT_BUILT, { cause });
  }
}
