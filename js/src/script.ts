// The script tag's file: sets `window.Relink`, whose `apiBase` defaults to the origin the file was loaded from.
import { createRelink } from './relink.ts';
import type { RelinkInstance, RelinkOptions } from './types.ts';

// Only readable while the script runs, so it is read here and not in the function.
const element = document.currentScript;
const scriptOrigin = element instanceof HTMLScriptElement && element.src !== '' ? new URL(element.src).origin : null;

function Relink(publishableKey: string, options: RelinkOptions = {}): RelinkInstance {
  return createRelink(publishableKey, options, scriptOrigin);
}

Object.assign(window, { Relink });
