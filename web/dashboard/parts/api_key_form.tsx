// Makes an API key: its kind, a name, and for a restricted one what it may do.
import { useState } from 'react';
import { KEY_RESOURCES, type KeyLevel, type KeyResource } from '../../../server/src/wire/dashboard_workspace.ts';
import { useMe } from '../api/me.ts';
import { useSend } from '../api/queries.ts';
import { keyWords } from '../catalogue/api_keys.ts';
import { formWords } from '../catalogue/forms.ts';
import { useWords } from '../catalogue/words.ts';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { ErrorNotice } from '../kit/states.tsx';
import { Choices } from './fields.tsx';
import type { ShownSecret } from './secret.tsx';

type Kind = 'secret' | 'restricted' | 'publishable';
type Permissions = Partial<Record<KeyResource, KeyLevel>>;

const KINDS: Kind[] = ['restricted', 'secret', 'publishable'];

export function ApiKeyForm({ onClose, onMade }: { onClose: () => void; onMade: (key: ShownSecret) => void }) {
  const say = useWords(keyWords);
  const form = useWords(formWords);
  const [kind, setKind] = useState<Kind>('restricted');
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<Permissions>({});
  const [tried, setTried] = useState(false);
  const create = useSend('POST /api_keys', ['GET /api_keys']);
  const nameless = name.trim() === '';
  const powerless = kind === 'restricted' && Object.keys(permissions).length === 0;
  const submit = () => {
    setTried(true);
    if (nameless || powerless || create.isPending) return;
    const body = { kind, name: name.trim(), ...(kind === 'restricted' ? { permissions } : {}) };
    create.mutate(
      { body },
      {
        onSuccess: ({ key }) =>
          onMade({
            title: say('created_title'),
            lead: kind === 'publishable' ? say('created_publishable') : say('created_lead'),
            value: key,
          }),
      },
    );
  };
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Choices
        legend={say('field.kind')}
        value={kind}
        choices={KINDS.map((each) => ({ value: each, name: say(`kind.${each}`), note: say(`kind.${each}_help`) }))}
        onChange={setKind}
      />
      <TextField
        label={say('field.name')}
        hint={say('field.name_help')}
        value={name}
        error={tried && nameless ? form('required') : create.error?.param === 'name' ? create.error.message : null}
        autoComplete="off"
        maxLength={100}
        onChange={setName}
      />
      {kind === 'restricted' ? (
        <PermissionTable
          permissions={permissions}
          error={tried && powerless ? say('level.missing') : null}
          onChange={setPermissions}
        />
      ) : null}
      <ErrorNotice error={create.error?.param === 'name' ? null : create.error} />
      <div className="form-actions">
        <Button onClick={onClose}>{form('cancel')}</Button>
        <Button kind="primary" type="submit" busy={create.isPending}>
          {say('create')}
        </Button>
      </div>
    </form>
  );
}

interface TableProps {
  permissions: Permissions;
  error: string | null;
  onChange: (permissions: Permissions) => void;
}

/** One row per resource, one radio per level: a whole row is one choice for the keyboard. */
function PermissionTable({ permissions, error, onChange }: TableProps) {
  const say = useWords(keyWords);
  const { mode } = useMe();
  const resources = KEY_RESOURCES.filter((resource) => mode === 'sandbox' || resource !== 'test_helpers');
  const set = (resource: KeyResource, level: KeyLevel | 'none') => {
    const { [resource]: _, ...others } = permissions;
    onChange(level === 'none' ? others : { ...others, [resource]: level });
  };
  return (
    <fieldset className="choices permissions">
      <legend>{say('field.permissions')}</legend>
      {resources.map((resource) => (
        <PermissionRow
          key={resource}
          resource={resource}
          level={permissions[resource] ?? 'none'}
          onChange={(level) => set(resource, level)}
        />
      ))}
      {error === null ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface RowProps {
  resource: KeyResource;
  level: KeyLevel | 'none';
  onChange: (level: KeyLevel | 'none') => void;
}

const LEVELS = ['none', 'read', 'write'] as const;

function PermissionRow({ resource, level, onChange }: RowProps) {
  const say = useWords(keyWords);
  return (
    <fieldset className="permission">
      <legend>{say(`resource.${resource}`)}</legend>
      {LEVELS.map((each) => (
        <label key={each} className="choice">
          <input
            type="radio"
            name={`level-${resource}`}
            value={each}
            checked={each === level}
            onChange={() => onChange(each)}
          />
          <span>{say(`level.${each}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
