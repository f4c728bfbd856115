import { useLocation, useNavigate } from '@tanstack/react-router';
import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from './board';

export const places: readonly Place[] = ['conclusion', 'card', 'documents', 'chat'];

/** The tab that is shown stands in the address, behind the #. */
export function useTab(): [Place, (place: Place) => void] {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const tab = places.find((place) => place === hash) ?? 'conclusion';
  return [tab, (place) => void navigate({ to: '.', hash: place, replace: true, resetScroll: false })];
}

export const tabId = (place: Place) => `visit-tab-${place}`;
export const panelId = 'visit-panel';

type Props = { tab: Place; shown: readonly Place[]; onTab: (place: Place) => void; documents: number; unread: number };

export function VisitTabs({ tab, shown, onTab, documents, unread }: Props) {
  const { t } = useTranslation('doctor');
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -shown.length, End: shown.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = Math.max(0, Math.min(shown.length - 1, shown.indexOf(tab) + step));
    const next = shown[at];
    if (!next) return;
    onTab(next);
    list.current?.querySelector<HTMLElement>(`#${tabId(next)}`)?.focus();
  };
  return (
    <div ref={list} className="tabline grow" role="tablist" aria-label={t('visit.tabs.label')} onKeyDown={move}>
      {shown.map((place) => (
        <button
          key={place}
          type="button"
          role="tab"
          id={tabId(place)}
          aria-controls={panelId}
          aria-selected={place === tab}
          tabIndex={place === tab ? 0 : -1}
          className={place === tab ? 'on' : undefined}
          onClick={() => onTab(place)}
        >
          {t(`visit.tabs.${place}`)}
          {place === 'documents' && documents > 0 && <span className="count">{documents}</span>}
          {place === 'chat' && unread > 0 && (
            <span className="count new">
              <span aria-hidden="true">{unread}</span>
              <span className="sr-only">{t('board.mark.unread', { count: unread })}</span>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
