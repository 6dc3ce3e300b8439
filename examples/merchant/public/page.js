// What every part of the page uses: elements, buttons that say what went wrong, calls of the shop's server.
export const $ = (id) => document.getElementById(id);

export async function post(path, body = {}) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.error);
  return json;
}

export function say(text, choices = []) {
  $('message').textContent = text;
  $('choices').hidden = choices.length === 0;
  $('choices').replaceChildren(...choices);
}

export function element(name, properties = {}, text = '') {
  const made = Object.assign(document.createElement(name), properties);
  made.textContent = text;
  return made;
}

let refresh = async () => {};

/** What a button does after its act. */
export function afterEach(act) {
  refresh = act;
}

export function button(text, className, act) {
  const made = element('button', { className, type: 'button' }, text);
  made.addEventListener('click', async () => {
    made.disabled = true;
    say('');
    await act().catch((error) => say(error.message));
    made.disabled = false;
    await refresh();
  });
  return made;
}
