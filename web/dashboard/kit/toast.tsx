// Short messages at the edge of the page about what just happened; screen readers hear them, too.
import { Toast as Base } from '@base-ui/react/toast';
import type { ReactNode } from 'react';
import { kitWords } from '../catalogue/kit.ts';
import { useWords } from '../catalogue/words.ts';
import { Icon } from './icon.tsx';

const manager = Base.createToastManager();

interface Options {
  description?: string;
  tone?: 'good' | 'bad';
  /** To word it anew when it is overtaken. */
  id?: string;
}

/** Says something from anywhere. `bad` stays until it is dismissed. */
export function toast(title: string, options: Options = {}): void {
  const { description, tone = 'good', id } = options;
  manager.add({
    ...(id === undefined ? {} : { id }),
    title,
    description,
    type: tone,
    priority: tone === 'bad' ? 'high' : 'low',
    ...(tone === 'bad' ? { timeout: 0 } : {}),
  });
}

/** Words a message anew that may still be read; one that has gone stays away. */
export function rewordToast(id: string, title: string): void {
  manager.update(id, { title });
}

export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Base.Provider toastManager={manager} timeout={6_000} limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className="toasts">
          <List />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function List() {
  const say = useWords(kitWords);
  const { toasts } = Base.useToastManager();
  return toasts.map((one) => (
    <Base.Root key={one.id} toast={one} className={`toast ${one.type ?? 'good'}`}>
      <Icon name={one.type === 'bad' ? 'alert' : 'check'} />
      <Base.Content>
        <Base.Title render={<p />} />
        <Base.Description />
      </Base.Content>
      <Base.Close className="icon-button" aria-label={say('dismiss')}>
        <Icon name="close" />
      </Base.Close>
    </Base.Root>
  ));
}
