import type { By } from './operators';

/** `new`: waits for its case or its trigger. `not_ours`: about something that no case is for. `dismissed`: a person has dealt with it. */
export type InboxState = 'new' | 'read' | 'unreadable' | 'not_ours' | 'dismissed';

/** A verified raw message of a provider. */
export interface InboxEntry {
	/** The provider: shopify, stripe, odoo. */
	source: string;
	/** What tells it from every other message of the source; a repeat has the same. */
	id: string;
	topic: string;
	body: string;
	/** What it is about, e.g. the return's id: by this it is found when the case it waits for is there. */
	subject?: string;
	/** The shop or account it came from: whose trigger reads it again. */
	receiver?: string;
	receivedAt?: string;
}

export interface InboxRow extends InboxEntry {
	state: InboxState;
	receivedAt: string;
	/** Why it is unreadable; of one that was put back, why it was. */
	error?: string;
}

export interface InboxFilter {
	state?: InboxState;
	source?: string;
	limit: number;
}

/** Which of the messages that wait: all of a source, or less. */
export interface WaitingFilter {
	source: string;
	subject?: string;
	topic?: string;
	receiver?: string;
	/** Only those that an operator put back. */
	replayed?: boolean;
	/** The last one of the page before. */
	after?: Pick<InboxRow, 'id' | 'receivedAt'>;
	limit: number;
}

/** Verified raw messages, stored before their senders get an answer. */
export interface Inbox {
	/** Stores a verified raw message before its sender gets an answer. False: it was met before, also when its body is gone by now. */
	put(entry: InboxEntry): Promise<boolean>;
	/** Ends a message. One that was dismissed stays so, unless it can be read after all. */
	mark(source: string, id: string, state: Exclude<InboxState, 'new' | 'dismissed'>, error?: string): Promise<void>;
	/** One message by its key; undefined when it was never stored, or its body is gone. */
	find(source: string, id: string): Promise<InboxRow | undefined>;
	/** Messages that wait, the oldest first. */
	waiting(filter: WaitingFilter): Promise<InboxRow[]>;
	get(filter: InboxFilter): Promise<InboxRow[]>;
	/** What nobody has read, the oldest first: unreadable messages, and those that were put back until they are read (`new`). */
	unread(filter: Omit<InboxFilter, 'state'>): Promise<InboxRow[]>;
	/** Puts unreadable messages back for their trigger to read again: one (also one that was put back before), those of a source, or all. Returns how many. */
	replay(filter: { source?: string; id?: string }, by: By): Promise<number>;
	/** Whose messages that nobody has read have this id. */
	unreadable(id: string, source?: string): Promise<string[]>;
	/** Ends a message that nobody has read and a person has dealt with; false when it was read. */
	dismiss(source: string, id: string, by: By): Promise<boolean>;
	/** Deletes up to `limit` handled messages (read, dismissed, not ours) that came before an instant. Returns how many; unreadable ones stay. */
	prune(options: { before: string; limit: number }): Promise<number>;
	/** Remembers that something was met; true the first time, for one caller in whatever process. */
	markSeen(source: string, id: string): Promise<boolean>;
}
