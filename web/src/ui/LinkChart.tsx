import { useTranslation } from 'react-i18next';
import type { VisitTimelineQuery } from '../gql/graphql';
import { formatNumber, formatTime } from '../shared/format';

type Sample = NonNullable<NonNullable<VisitTimelineQuery['appointment']>['visit']>['linkHistory'][number];

const sides = ['PATIENT', 'PRACTITIONER'] as const;
const WIDTH = 300;
const HEIGHT = 36;
/** The height of a bar says the word; its words stand in the table. */
const heights = { GOOD: 10, UNEVEN: 22, WEAK: HEIGHT } as const;

/** How the connections of a call went: a strip for each side, and the numbers as a table. */
export function LinkChart({ samples, timeZone }: { samples: readonly Sample[]; timeZone: string }) {
  const { t } = useTranslation('change');
  if (samples.length === 0) return null;
  return (
    <section className="stack" aria-label={t('links.title')}>
      <h3 className="h3">{t('links.title')}</h3>
      {sides.map((side) => <Side key={side} samples={samples.filter(({ role }) => role === side)} name={t(`timeline.role.${side}`)} />)}
      <p className="cap">{t('links.legend')}</p>
      <details>
        <summary>{t('links.numbers')}</summary>
        <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('links.numbers')}>
          <Numbers samples={samples} timeZone={timeZone} />
        </div>
      </details>
    </section>
  );
}

function Side({ samples, name }: { samples: readonly Sample[]; name: string }) {
  if (samples.length === 0) return null;
  return (
    <section className="stack" style={{ gap: 8 }} aria-label={name}>
      <Strip samples={samples} name={name} />
      <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fit, minmax(140px, 1fr))' }}>
        {measures.map((measure) => <Course key={measure.name} samples={samples} {...measure} />)}
      </div>
    </section>
  );
}

type Measure = { name: 'loss' | 'trip' | 'rate' | 'freezes'; /** What fills the height at least: a good link stays low. */ least: number; lines: readonly ((sample: Sample) => number)[] };

const measures: readonly Measure[] = [
  { name: 'loss', least: 10, lines: [(sample) => sample.lossUpPercent, (sample) => sample.lossDownPercent] },
  { name: 'trip', least: 400, lines: [(sample) => sample.roundTripMs] },
  { name: 'rate', least: 1_000, lines: [(sample) => sample.upKbps, (sample) => sample.downKbps] },
  { name: 'freezes', least: 5, lines: [(sample) => sample.freezes] },
];

/** The course of one number, in steps of half a minute: from the person solid, to the person dashed. */
function Course({ samples, name, least, lines }: Measure & { samples: readonly Sample[] }) {
  const { t } = useTranslation('change');
  const courses = lines.map((line) => samples.map(line));
  const [up = 0, down = 0] = courses.map((values) => Math.max(...values));
  const words = t(`links.line.${name}`, { up: formatNumber(up), down: formatNumber(down), most: formatNumber(up), sum: courses[0]?.reduce((sum, value) => sum + value, 0) ?? 0 });
  const top = Math.max(least, up, down);
  const step = WIDTH / Math.max(samples.length, 20);
  const path = (values: readonly number[]) => values.map((value, i) => `${i === 0 ? 'M0 ' : 'V'}${(HEIGHT - 2 - (value / top) * (HEIGHT - 4)).toFixed(1)}H${((i + 1) * step).toFixed(1)}`).join('');
  return (
    <figure style={{ margin: 0 }}>
      <figcaption className="cap">{words}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none" role="img" aria-label={words}>
        {courses.map((values, i) => (
          <path key={i} d={path(values)} fill="none" stroke={i === 0 ? 'var(--tv-ink)' : '#9A6A00'} strokeWidth={2} {...(i > 0 && { strokeDasharray: '4 3' })} vectorEffect="non-scaling-stroke" />
        ))}
      </svg>
    </figure>
  );
}

function Strip({ samples, name }: { samples: readonly Sample[]; name: string }) {
  const { t } = useTranslation('change');
  const count = (quality: 'UNEVEN' | 'WEAK') => formatNumber(samples.filter((sample) => sample.quality === quality).length / 2);
  const words = `${name}: ${t('links.summary', { minutes: formatNumber(samples.length / 2), uneven: count('UNEVEN'), weak: count('WEAK') })}`;
  const step = WIDTH / Math.max(samples.length, 20);
  return (
    <figure style={{ margin: 0 }}>
      <figcaption className="cap">{words}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none" role="img" aria-label={words}>
        {samples.map(({ quality, at }, i) => quality && (
          <rect key={at} x={i * step} width={Math.max(step - 1, 0.5)} y={HEIGHT - heights[quality]} height={heights[quality]} fill={quality === 'GOOD' ? 'var(--tv-ok, #2B6E5A)' : quality === 'UNEVEN' ? '#9A6A00' : '#9F3220'} />
        ))}
      </svg>
    </figure>
  );
}

function Numbers({ samples, timeZone }: { samples: readonly Sample[]; timeZone: string }) {
  const { t } = useTranslation('change');
  return (
    <table className="tbl">
      <thead>
        <tr>{(['at', 'who', 'quality', 'loss', 'trip', 'rate', 'freezes'] as const).map((column) => <th key={column} scope="col">{t(`links.column.${column}`)}</th>)}</tr>
      </thead>
      <tbody>
        {samples.map((sample) => (
          <tr key={sample.at + sample.role}>
            <td className="num">{formatTime(sample.at, timeZone)}</td>
            <td>{t(`timeline.role.${sample.role === 'PATIENT' ? 'PATIENT' : 'PRACTITIONER'}`)}</td>
            <td>{sample.quality ? t(`links.quality.${sample.quality}`) : t('links.quality.none')}</td>
            <td className="num">{formatNumber(sample.lossUpPercent)} / {formatNumber(sample.lossDownPercent)}</td>
            <td className="num">{formatNumber(sample.roundTripMs)}</td>
            <td className="num">{formatNumber(sample.upKbps)} / {formatNumber(sample.downKbps)}</td>
            <td className="num">{sample.freezes}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
