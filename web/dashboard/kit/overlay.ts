// Where menus and lists open: within the page's main part, so that a screen reader finds them in a landmark.
import type { RefObject } from 'react';

/** Looked up when a menu opens: the bar above the page is drawn before the page. */
export const overlayRoot: RefObject<HTMLElement | null> = {
  get current() {
    return document.getElementById('content');
  },
};
