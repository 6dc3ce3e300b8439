// Where menus and lists open: within the page's main part, so that a screen reader finds them in a landmark.

/** The page's main part; undefined where there is none, which means the end of the document. */
export function overlayRoot(): HTMLElement | undefined {
  return document.getElementById('content') ?? undefined;
}
