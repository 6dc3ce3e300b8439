// Cuts printed JSON into names, texts, values and the rest, for colouring. Pure.

export interface Token {
  kind: 'name' | 'text' | 'value' | 'plain';
  text: string;
}

/** A string, with the colon after it if it is a name; a number, true, false or null. */
const PARTS = /("(?:\\.|[^"\\])*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\btrue\b|\bfalse\b|\bnull\b/g;

/** The tokens' texts together are the text that was given. */
export function tokensOf(json: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  const add = (kind: Token['kind'], text: string) => {
    if (text !== '') tokens.push({ kind, text });
  };
  for (const match of json.matchAll(PARTS)) {
    add('plain', json.slice(end, match.index));
    const [whole, string, colon] = match;
    if (string === undefined) add('value', whole);
    else {
      add(colon === undefined ? 'text' : 'name', string);
      add('plain', colon ?? '');
    }
    end = match.index + whole.length;
  }
  add('plain', json.slice(end));
  return tokens;
}
