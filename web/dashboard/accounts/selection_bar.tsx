// What is selected and what can be done with it; stays at the foot of the window as long as something is.
import type { AccountFilter } from '../../../server/src/wire/dashboard.ts';
import { useMay } from '../api/me.ts';
import { accountsWords } from '../catalogue/accounts.ts';
import { useFormats } from '../catalogue/formats.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import type { Selecting } from './selection.ts';
import { useMatching } from './summary_bar.tsx';

export function SelectionBar(props: { filter: AccountFilter; selecting: Selecting; onRequest: () => void }) {
  const { filter, selecting, onRequest } = props;
  const say = useWords(accountsWords);
  const formats = useFormats();
  const may = useMay('operator');
  const matching = useMatching(filter);
  if (selecting.empty) return <div role="status" />;
  const number = matching === null || matching.capped ? null : formats.count(matching);
  const allName = number === null ? say('select_all') : say('select_all_count', { number });
  const allSelected = number === null ? say('all_selected') : say('all_selected_count', { number });
  return (
    <div className="selection-bar">
      <p role="status">{selecting.all ? allSelected : say('selected', { count: selecting.count })}</p>
      {selecting.all ? null : (
        <Button kind="quiet" small onClick={selecting.selectAll}>
          {allName}
        </Button>
      )}
      <Button kind="quiet" small onClick={selecting.clear}>
        {say('clear_selection')}
      </Button>
      <span className="top-space" />
      {may ? (
        <Button kind="primary" onClick={onRequest}>
          {say('request')}
        </Button>
      ) : (
        <span className="soft">{say('request_refused_role')}</span>
      )}
    </div>
  );
}
