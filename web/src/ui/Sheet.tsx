import { IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon';

type Props = { open: boolean; onClose: () => void; title: string; children: ReactNode };

/** A sheet from below on phones, a card in the middle on wider screens. The browser keeps the focus inside. */
export function Sheet({ open, onClose, title, children }: Props) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="tv-sheet"
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {open && (
        <div className="stack">
          <div className="line between">
            <h2 id={heading}>{title}</h2>
            <button type="button" className="icon-btn" aria-label={t('close')} onClick={onClose}>
              <Icon of={IconX} />
            </button>
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
