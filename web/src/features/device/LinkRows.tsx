import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LinkState } from '../../rtc/LinkCheck';
import { formatNumber } from '../../shared/format';
import { PhoneLink } from '../../ui/Help';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';

/** The way to the clinic while it is measured; each failure says what to do next. */
export function LinkRows({ state }: { state: LinkState }) {
  const { t } = useTranslation('device');
  const hasNoWay = state.at === 'done' && state.facts.paths.length === 0;
  return (
    <>
      <section className="card" style={{ paddingBlock: 6 }} role="status">
        <ul className="ready">
          <Row is={wayOf(state)} name={t('link.way')} words={t(`link.wayIs.${wayOf(state)}`)} />
          <Row is={speedOf(state)} name={t('link.speed')} words={speedWords(state, t)} />
        </ul>
      </section>
      {hasNoWay && (
        <Note tone="act" icon={IconAlertTriangle} title={t('link.none')} live>
          {t('link.noneText')} <PhoneLink label={t('callClinic')} />
        </Note>
      )}
      {state.at === 'unknown' && <Note tone="act" icon={IconAlertTriangle} title={t('link.unknown')} live>{t('link.unknownText')}</Note>}
    </>
  );
}

type Is = 'under' | 'good' | 'bad' | 'waits';

function wayOf(state: LinkState): Is {
  switch (state.at) {
    case 'connecting':
      return 'under';
    case 'measuring':
      return 'good';
    case 'done':
      return state.facts.paths.length > 0 ? 'good' : 'bad';
    case 'unknown':
      return 'bad';
  }
}

function speedOf(state: LinkState): Is {
  switch (state.at) {
    case 'connecting':
      return 'waits';
    case 'measuring':
      return 'under';
    case 'done':
      return state.facts.paths.length > 0 ? 'good' : 'bad';
    case 'unknown':
      return 'bad';
  }
}

type Translate = ReturnType<typeof useTranslation<'device'>>['t'];

function speedWords(state: LinkState, t: Translate): string {
  switch (state.at) {
    case 'connecting':
      return t('link.waits');
    case 'measuring':
      return t('link.left', { count: state.seconds });
    case 'unknown':
      return t('link.skipped');
    case 'done':
      return state.facts.paths.length > 0 ? linkWords(state.facts, t) : t('link.skipped');
  }
}

/** The slower direction in Mbit/s, and the loss where there is any worth a word. */
export function linkWords({ downKbps, upKbps, lossPercent }: { downKbps: number; upKbps: number; lossPercent: number }, t: Translate): string {
  const rate = Math.min(downKbps, upKbps) / 1_000;
  const speed = formatNumber(rate, rate < 5 ? 1 : 0);
  return lossPercent >= 1 ? t('link.lossy', { speed, loss: Math.round(lossPercent) }) : t('link.measured', { speed });
}

function Row({ is, name, words }: { is: Is; name: string; words: string }) {
  return (
    <li className={is === 'bad' ? 'warn' : is === 'good' ? undefined : 'under'} style={{ padding: '12px 0' }}>
      <span className="dot">{is === 'good' ? <Icon of={IconCheck} /> : is === 'bad' ? <Icon of={IconAlertTriangle} /> : null}</span>
      <div className="grow">
        <div style={{ color: 'var(--tv-ink)', fontWeight: 600 }}>{name}</div>
        <div className="small m">{words}</div>
      </div>
    </li>
  );
}
