/** One call of a model's method, with named arguments; `ids` among them are the records it is for. */
export interface OdooCall {
	model: string;
	method: string;
	args: Record<string, unknown>;
	context: Record<string, unknown>;
	timeoutMs?: number;
}

/** Odoo's answer in JSON-2's terms (status; the return value, or {name, message}), whatever protocol carried it. */
export interface Reply {
	status: number;
	body: unknown;
	/** When it was answered, by the server's clock. */
	date?: string;
}

/** Carries a call to Odoo. Rejects with an EffectError when no answer came. */
export interface Wire {
	(call: OdooCall): Promise<Reply>;
	/** The Odoo behind it cannot read records along with others (before 17), or its words differ (before 19). */
	plainReads?: boolean;
}

export interface OdooAddress {
	/** Without a slash at the end. */
	url: string;
	/** Blank: Odoo picks it, which works when exactly one database answers under the host name. */
	database?: string;
}

/** How long Odoo may take for one call; its own limit is 120 s. */
export const patienceMs = 60_000;

export type Domain = Array<string | [string, string, unknown]>;
