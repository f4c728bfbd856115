import { IconAlertCircle, IconFileText, IconMessage, IconMessageOff, IconPaperclip, IconPhoto, IconSend, IconX } from '@tabler/icons-react';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../../shared/clock';
import { formatBytes, formatDay, formatTime, isoDate } from '../../shared/format';
import { useClinicZone } from '../../shared/session';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Empty, RowsSkeleton, Loading } from '../../ui/States';
import './chat.css';
import type { Line, Pending } from './Chat';
import { useChat } from './useChat';

type Props = {
  visitId: string;
  /** Files are sent as papers of this appointment; without it there is no paper clip. */
  appointmentId?: string;
  /** Whose side is not ours; it words the title and the hints. */
  other: 'doctor' | 'patient';
  /** Shows a cross. */
  onClose?: () => void;
  /** The title is elsewhere already, such as on a tab. */
  hideTitle?: boolean;
  timeZone?: string;
};

/** The chat of a visit. It fills its parent, which needs a height. */
export function ChatPanel({ visitId, appointmentId, other, onClose, hideTitle, timeZone: given }: Props) {
  const { t } = useTranslation('visit');
  const { chat, at, lines, pending, opensAt, closesAt } = useChat(visitId);
  const clinicZone = useClinicZone();
  const timeZone = given ?? clinicZone;
  const heading = useId();
  const now = useServerNow();
  const isOpen = !opensAt || !closesAt || (now >= Date.parse(opensAt) && now < Date.parse(closesAt));

  useEffect(() => chat.read(), [chat]);

  return (
    <section className="chat" aria-labelledby={heading}>
      <header className={hideTitle ? 'sr-only' : 'line between chat-head'}>
        <h2 className="h3" id={heading}>{t(`chat.with.${other}`)}</h2>
        {onClose && (
          <button type="button" className="icon-btn" aria-label={t('chat.close')} onClick={onClose}>
            <Icon of={IconX} />
          </button>
        )}
      </header>
      <Lines count={lines.length + pending.length} label={t(`chat.with.${other}`)}>
        {at === 'loading' && lines.length === 0 && <Loading><RowsSkeleton /></Loading>}
        {at === 'failed' && lines.length === 0 && (
          <Empty icon={IconMessageOff} tone="act" title={t('chat.failed')} actions={<Button variant="soft" onClick={() => chat.reload()}>{t('chat.reload')}</Button>}>
            {t('chat.failedText')}
          </Empty>
        )}
        {at === 'ready' && lines.length + pending.length === 0 && (
          <Empty icon={IconMessage} title={t(`chat.empty.${other}`)}>{t(`chat.emptyText.${other}`)}</Empty>
        )}
        {lines.map((line, i) => (
          <Message key={line.id} line={line} timeZone={timeZone} before={lines[i - 1]} />
        ))}
        {pending.map((message) => (
          <Unsent key={message.key} message={message} onRetry={() => chat.retry(message.key, appointmentId)} onDiscard={() => chat.discard(message.key)} />
        ))}
      </Lines>
      {isOpen ? (
        <Compose
          onSend={(text) => chat.send(text)}
          onFiles={appointmentId ? (files) => chat.send('', files, appointmentId) : undefined}
        />
      ) : (
        <p className="cap m chat-note">{t('chat.closed', { day: formatDay(closesAt ?? now, timeZone), time: formatTime(closesAt ?? now, timeZone) })}</p>
      )}
    </section>
  );
}

/** Stays at the newest message unless the person has scrolled up to read. */
function Lines({ count, label, children }: { count: number; label: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [count]);
  return (
    <div
      ref={box}
      className="chat-lines"
      role="log"
      aria-label={label}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 60;
      }}
    >
      {children}
    </div>
  );
}

function Message({ line, timeZone, before }: { line: Line; timeZone: string; before: Line | undefined }) {
  const { t } = useTranslation('visit');
  const day = isoDate(line.createdAt, timeZone);
  const isNewDay = !before || isoDate(before.createdAt, timeZone) !== day;
  const time = formatTime(line.createdAt, timeZone);
  return (
    <>
      {isNewDay && before && <p className="cap f center">{formatDay(line.createdAt, timeZone)}</p>}
      <span className="sr-only">{line.mine ? t('chat.you') : line.authorName}:</span>
      {line.documents.map((document) => (
        <a key={document.id} className={line.mine ? 'file mine' : 'file'} href={document.url} target="_blank" rel="noreferrer">
          <span className="ic"><Icon of={document.contentType.startsWith('image/') ? IconPhoto : IconFileText} /></span>
          <span>
            <b className="small">{document.name}</b>
            <span className="cap f" style={{ display: 'block' }}>{formatBytes(document.size)} · {time}</span>
          </span>
        </a>
      ))}
      {line.text && (
        <div className={line.mine ? 'bub me' : 'bub'}>
          {line.text}
          <time dateTime={line.createdAt}>{time}</time>
        </div>
      )}
    </>
  );
}

function Unsent({ message, onRetry, onDiscard }: { message: Pending; onRetry: () => void; onDiscard: () => void }) {
  const { t } = useTranslation('visit');
  const percent = message.is === 'sending' && message.files.length > 0 ? Math.round(message.sent * 100) : null;
  return (
    <div className="unsent">
      {message.files.map((file, i) => (
        <div key={i} className="file mine">
          <span className="ic"><Icon of={IconFileText} /></span>
          <span><b className="small">{file.name}</b><span className="cap f" style={{ display: 'block' }}>{formatBytes(file.size)}</span></span>
        </div>
      ))}
      {message.text && <div className="bub me">{message.text}</div>}
      {message.is === 'sending' ? (
        <p className="cap f" role="status">{percent === null ? t('chat.sending') : t('chat.uploading', { percent })}</p>
      ) : (
        <>
          <p className="err-text" role="alert"><Icon of={IconAlertCircle} /><span>{t(`chat.why.${message.why}`)}</span></p>
          <div className="line" style={{ gap: 4 }}>
            {message.why === 'lost' && <Button variant="plain" onClick={onRetry}>{t('chat.retry')}</Button>}
            <Button variant="plain" onClick={onDiscard}>{t('chat.discard')}</Button>
          </div>
        </>
      )}
    </div>
  );
}

function Compose({ onSend, onFiles }: { onSend: (text: string) => void; onFiles: ((files: File[]) => void) | undefined }) {
  const { t } = useTranslation('visit');
  const [text, setText] = useState('');
  const input = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);

  const send = () => {
    const words = text.trim();
    input.current?.focus();
    if (!words) return;
    onSend(words);
    setText('');
  };
  const onKey = (event: KeyboardEvent) => {
    // On a phone the key is for a new line: there the button is near.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    send();
  };
  return (
    <>
      {onFiles && <p className="cap f chat-note">{t('chat.forever')}</p>}
      <div className="line chat-compose">
        {onFiles && (
          <>
            <button type="button" className="icon-btn" aria-label={t('chat.attach')} onClick={() => files.current?.click()}>
              <Icon of={IconPaperclip} />
            </button>
            <input
              ref={files}
              type="file"
              multiple
              hidden
              onChange={({ currentTarget }) => {
                const chosen = [...(currentTarget.files ?? [])].slice(0, 20);
                currentTarget.value = '';
                if (chosen.length > 0) onFiles(chosen);
              }}
            />
          </>
        )}
        <textarea
          ref={input}
          className="input grow"
          rows={1}
          maxLength={4000}
          aria-label={t('chat.message')}
          placeholder={t('chat.message')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
        />
        <button type="button" className="btn chat-send" aria-label={t('chat.send')} onClick={send}>
          <Icon of={IconSend} size={22} />
        </button>
      </div>
    </>
  );
}
