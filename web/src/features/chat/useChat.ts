import { useEffect, useSyncExternalStore } from 'react';
import { chatOf, type Chat, type ChatState } from './Chat';

export function useChat(visitId: string): ChatState & { chat: Chat } {
  const chat = chatOf(visitId);
  const state = useSyncExternalStore(chat.subscribe, chat.getSnapshot);
  useEffect(() => chat.retain(), [chat]);
  return { ...state, chat };
}

/** How many messages of the others were not seen yet, live; for badges beside a closed panel. */
export function useUnread(visitId: string): number {
  return useChat(visitId).unread;
}
