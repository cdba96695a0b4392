import type { CompiledQuery, Generated, Kysely } from 'kysely';

/** The tables. Times are ISO text in UTC, leases and due times are milliseconds since 1970, documents are JSON text. */
export interface Tables {
	cases: {
		reference: string;
		brand: string;
		channel: string;
		order_number: string | null;
		state: string;
		version: number;
		last_hash: string;
		authorization: string;
		logistics: string;
		inspection: string;
		settlement: string;
		opened_at: string;
		updated_at: string;
		closed_at: string | null;
		/** See integrity.ts; null: never sealed. */
		seal: string | null;
		/** The rules that it was opened under (state.ts); null: before they had a number. */
		rules: number | null;
		/** When an approved return is looked at that has not come back, in milliseconds (overdue.ts); null: never. */
		expires_at: Generated<number | null>;
		/** What the case is about (model/withdrawal.ts). */
		kind: Generated<string>;
		/** When somebody is reminded of a withdrawal, in milliseconds (reminders.ts); null: never. */
		remind_at: Generated<number | null>;
		/** What it is about in money (foundBy.ts), in minor units; null: nobody knows. */
		value: Generated<number | null>;
		currency: Generated<string | null>;
		/** When somebody asked for its personal data to be erased, and the version that was (erasure.ts). */
		erase_asked_at: Generated<string | null>;
		erased_version: Generated<number | null>;
	};
	events: {
		seq: Generated<number>;
		reference: string;
		position: number;
		source: string;
		source_id: string;
		type: string;
		time: string;
		recorded_at: string;
		actor: string | null;
		data: string;
		hash: string;
		/** Seals what is left of it, once its personal data is erased (hashChain.ts). */
		erased: Generated<string | null>;
	};
	case_references: { system: string; id: string; reference: string };
	/** What cases stand still at (standStills.ts). `told`: how many were told; `look_at`: when it is looked at next, null never again. */
	stand_stills: {
		reference: string;
		stage: string;
		intent: string;
		since: number;
		told: number;
		look_at: number | null;
	};
	/** What cases are found by beside their reference and order (foundBy.ts). */
	case_words: { kind: string; word: string; opened_at: string; reference: string };
	/** `channels` and `brands`: JSON lists as channels.ts reads them; null and '' are every one. `subscriber` names the trigger that wrote the row last. */
	subscriptions: { name: string; event_type: string; brands: string; channels: string | null; subscriber: string };
	steps: {
		id: Generated<number>;
		event_seq: number;
		reference: string;
		name: string;
		state: string;
		attempts: number;
		due_at: number;
		fence: number;
		token: string | null;
		lease_until: number | null;
		solo: number;
		error: string | null;
		connection: string | null;
		gives_way: number;
		/** How long its lease was given for; null: by an older version. The rest: see Standing in connections.ts. */
		lease_ms: number | null;
		seen_good: number | null;
		own_fault: number;
		probes: number;
		brand: string;
		/** Since when it waits for what is not there yet, and until when (lateRecords.ts); null: it does not. */
		late_since: Generated<number | null>;
		late_until: Generated<number | null>;
	};
	/** `name`: the account; `label`: its credential's name; `good`: good answers after trouble; `refusals`: of its credential, in a row. */
	connections: {
		name: string;
		failures: number;
		paused_at: string | null;
		retry_at: number;
		reason: string;
		by_hand: number;
		probe_step: number | null;
		announced: number;
		label: string | null;
		good: number;
		refusals: number;
	};
	claims: {
		key: string;
		kind: string;
		reference: string | null;
		state: string;
		token: string;
		lease_until: number;
		step_id: number | null;
		step_token: string | null;
		progress: string;
		result: string | null;
		error: string | null;
		updated_at: string;
		connection: string | null;
	};
	/** `subject`: what it is about, `receiver`: which shop or account it came from, or which trigger stored it. */
	inbox: {
		source: string;
		id: string;
		topic: string;
		body: string;
		state: string;
		error: string | null;
		received_at: string;
		subject: string | null;
		receiver: string | null;
		replayed: Generated<number>;
	};
	/** Messages and tellings that were met once; kept when the inbox is pruned. */
	seen: { source: string; id: string; seen_at: string };
	/** How far each trigger has read what changed at its provider. */
	looks: {
		name: string;
		cursor: string | null;
		token: string | null;
		lease_until: number;
		ended_at: string | null;
		error: string | null;
	};
	notices: {
		key: string;
		owner: string;
		message: string;
		advice: string;
		reference: string | null;
		link: string | null;
		made_at: string;
		told_at: string | null;
	};
	/** Files of cases; `content` in base64. */
	files: { reference: string; name: string; mime_type: string; content: string; made_at: string };
	/** How much of what may be done so often is used up, and until when that counts, in milliseconds. */
	budgets: { key: string; used: number; ends_at: number };
	/** `state`: open, accepted, healed; `round`: how many times it has come; `drift`: as it was found last. */
	drifts: {
		id: string;
		state: string;
		round: number;
		reference: string | null;
		drift: string;
		kept_at: string;
		closed_at: string | null;
	};
	settings: { brand: string; data: string; updated_at: string };
	/** `report`: JSON, see model/setUpReport.ts. */
	set_up_reports: { connection: string; brand: string; report: string };
	/** `draft`, `proposal`: JSON as the model has it (policyVersion.ts); `number`: of the newest publication. */
	policies: {
		name: string;
		revision: number;
		draft: string | null;
		proposal: string | null;
		number: number | null;
		changed_at: string;
	};
	/** Publications: rows are only ever added. */
	policy_versions: { name: string; number: number; version: string; publication: string };
	/** Triggers that work on steps of a name: each says from time to time that it is there. `brands` as of subscriptions; `closed`: it was unpublished. */
	step_servers: { name: string; instance: string; brands: string; until: number; closed: number };
	/** What a person must be told of; see alarms.ts. `facts` is JSON; `due_at`: when to tell it next. */
	alarms: {
		id: Generated<number>;
		key: string;
		kind: string;
		owner: string;
		brand: string;
		reference: string | null;
		step_id: number | null;
		fence: number | null;
		facts: string;
		raised_at: number;
		due_at: number;
		tries: number;
		told: number;
		told_at: number | null;
		covered_at: number | null;
		closed_at: number | null;
	};
	operator_log: {
		id: Generated<number>;
		at: string;
		actor: string;
		action: string;
		subject: string;
		reference: string | null;
		details: string;
	};
	migrations: { name: string; applied_at: string };
	/** One row: which store this is. */
	store: { id: string; created_at: string };
}

/**
 * A piece of work on the database: a generator that yields compiled queries and is given back their rows. SQLite runs it in one
 * synchronous go under BEGIN IMMEDIATE, PostgreSQL awaits each query: one text for both, and no transaction can be left open
 * across an await on SQLite (docs/facts/n8n.md#sqlite-transactions-never-wait).
 */
export type Work<R> = Generator<CompiledQuery, R, unknown[]>;

/** A query that is not compiled yet, or that is known already (prepared.ts). */
export interface Compilable<O> {
	compile(): CompiledQuery<O>;
}

/** Runs a query inside a Work; its rows. */
export function* all<O>(query: Compilable<O>): Work<O[]> {
	return (yield query.compile()) as O[];
}

/** Runs a query inside a Work; its first row. */
export function* first<O>(query: Compilable<O>): Work<O | undefined> {
	return (yield* all(query))[0];
}

/** A database that runs Work. */
export interface Database {
	readonly kind: 'sqlite' | 'postgres';
	/** Builds queries; never runs one itself. */
	readonly db: Kysely<Tables>;
	/**
	 * One transaction that may write. Tried again when the database asks for it (busy, serialization, deadlock). `longMs`: how long one
	 * statement may take when it is expected to be slow (a change of the tables).
	 */
	write<R>(work: () => Work<R>, options?: { longMs?: number }): Promise<R>;
	/** One consistent read. */
	read<R>(work: () => Work<R>): Promise<R>;
	/** Calls `heard` when another process changed something, where the database can tell; a quicker way than looking, and no more. */
	wake?(heard: () => void): { tell(): void; close(): void };
	close(): Promise<void>;
}
