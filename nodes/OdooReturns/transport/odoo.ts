import { z } from 'zod';
import { doubled, EffectError, scattered } from '../../shared/model';
import {
	actCall,
	answerOf,
	findCall,
	getOrCreate,
	groupCall,
	readCall,
	searchCall,
	treeCall,
	type Call,
	type PlannedCall,
} from './calls';
import { isConflict, isDenied, odooError, sentence } from './errors';
import { ReadAhead } from './readAhead';
import { moduleOf, type LoadTable } from './table';
import type { OdooCall, Reply, Wire } from './wire';

export interface CallOptions {
	/** Whether the same call may be sent twice without doing its work twice: reads, `load` by key, actions guarded by a state. */
	repeatable: boolean;
	context?: Record<string, unknown>;
	timeoutMs?: number;
	/** As `OdooCall` says. */
	along?: OdooCall['along'];
}

/** What every call of a client says of itself. */
export interface CallContext {
	/** The company that reads and new records are kept in; absent: those of the user. */
	company?: number;
	/** The shop's time zone: Odoo's default dates follow it. Absent: the user's. */
	timeZone?: string;
}

const LoadAnswer = z.object({
	ids: z.union([z.array(z.number()), z.literal(false)]),
	messages: z.array(z.object({ message: z.string() })).catch([]),
});
const Metadata = z.array(z.object({ id: z.number(), xmlid: z.union([z.string(), z.literal(false)]) }));

/** Where our documents carry the reference of their case. */
const carriesReference: Record<string, string> = {
	'stock.picking': 'origin',
	'stock.move.line': 'picking_id.origin',
	'account.move': 'ref',
};

/**
 * Odoo, as operations see it: the words and rules of Odoo 19, whatever version and protocol are behind the wire. Every call is
 * one transaction. Messages are asked for in English, so that what is matched does not depend on a user's language.
 */
export class Odoo {
	constructor(
		private readonly wire: Wire,
		private readonly sleep: (ms: number) => Promise<void>,
		private readonly of: CallContext = {},
		private readonly readAhead = new ReadAhead(),
	) {}

	forCompany(id: number | undefined): Odoo {
		return id ? new Odoo(this.wire, this.sleep, { ...this.of, company: id }, this.readAhead) : this;
	}

	/**
	 * Makes calls that come next in one request, when Odoo has the batch action: then they are answered from here. Writes among them are
	 * done with it, all or none; only what may be repeated belongs here. Without the action nothing happens. What Odoo refuses it refuses
	 * again, call by call, with a reason.
	 */
	async ahead(plan: () => PlannedCall[]): Promise<void> {
		const { action } = this.readAhead;
		if (!action) return;
		const calls = plan();
		if (calls.length < 2) return;
		try {
			const named = calls.map(({ model, method, args, context }) => ({
				model,
				method,
				args,
				context: this.contextOf(context),
			}));
			const body = await this.call(
				'ir.actions.server',
				'run',
				{ ids: [action] },
				{ repeatable: true, context: { n8n_calls: named } },
			);
			if (this.readAhead.keep(calls, body)) return;
		} catch (error) {
			if (!(error instanceof EffectError) || error.category === 'retryable' || error.category === 'unknown_outcome')
				throw error;
			if (error.details.httpStatus !== 422) this.readAhead.action = undefined;
			return;
		}
		throw new EffectError(`Server action ${action} in Odoo is not the one that makes calls in a batch`, {
			category: 'configuration',
			connection: 'odoo',
			field: 'settings.odoo.batchAction',
			advice: 'Install it again (Odoo Returns, Set-Up: Install) and save the setting it gives, or clear the setting.',
		});
	}

	/** Calls a method with named arguments. Conflicts (rolled back) and, when repeatable, broken connections are tried again. */
	async call(model: string, method: string, args: Record<string, unknown>, options: CallOptions): Promise<unknown> {
		const known = this.readAhead.take(model, method, args);
		if (known) return known.answer;
		return (await this.reply(model, method, args, options)).body;
	}

	/** The server's time, which is not quite ours; it asks for nothing else. */
	async now(): Promise<Date> {
		const { date } = await this.reply('res.users', 'context_get', {}, { repeatable: true });
		const at = new Date(date ?? '');
		return Number.isNaN(at.getTime()) ? new Date() : at;
	}

	private async reply(
		model: string,
		method: string,
		args: Record<string, unknown>,
		{ repeatable, ...more }: CallOptions,
	): Promise<Reply> {
		for (let attempt = 1; ; attempt++) {
			const failure = await this.once(model, method, args, { repeatable, ...more });
			if (!(failure instanceof EffectError)) return failure;
			const { httpStatus, category } = failure.details;
			// 429 and connections that never opened were tried again by the client below.
			const again =
				category === 'retryable'
					? httpStatus === 409 || httpStatus! >= 500
					: category === 'unknown_outcome' && repeatable;
			if (again && attempt < 3) {
				await this.sleep(scattered(doubled(300, attempt - 1)));
				continue;
			}
			if (category === 'unknown_outcome' && repeatable)
				throw new EffectError(failure.message, { ...failure.details, category: 'retryable' }, { cause: failure });
			throw failure;
		}
	}

	private async once(
		model: string,
		method: string,
		args: Record<string, unknown>,
		{ repeatable, context, timeoutMs, along }: CallOptions,
	): Promise<Reply | EffectError> {
		try {
			const reply = await this.wire({ model, method, args, context: this.contextOf(context), timeoutMs, along });
			return reply.status === 200 ? reply : odooError(reply.status, reply.body, `${model}.${method}`, repeatable);
		} catch (error) {
			if (error instanceof EffectError) return error;
			throw error;
		}
	}

	private contextOf(context: Record<string, unknown> | undefined): Record<string, unknown> {
		const { company, timeZone } = this.of;
		return {
			lang: 'en_US',
			...(timeZone && { tz: timeZone }),
			...(company && { allowed_company_ids: [company] }),
			...context,
		};
	}

	/** Makes a call that may be made twice, and reads its answer. */
	async run<T>(call: Call<T>): Promise<T> {
		const { model, method, args, context, along } = call;
		return call.read(await this.call(model, method, args, { repeatable: true, context, along }));
	}

	/** As `searchCall` says. */
	async search<S extends z.ZodRawShape>(...wanted: Parameters<typeof searchCall<S>>) {
		return await this.run(searchCall(...wanted));
	}

	/** As `groupCall` says. */
	async grouped<S extends z.ZodRawShape>(...wanted: Parameters<typeof groupCall<S>>) {
		return await this.run(groupCall(...wanted));
	}

	/** As `treeCall` says. */
	async tree<S extends z.ZodRawShape>(...wanted: Parameters<typeof treeCall<S>>) {
		return await this.run(treeCall(...wanted));
	}

	/** As `readCall` says. */
	async read<S extends z.ZodRawShape>(model: string, schema: z.ZodObject<S>, ids: number[]) {
		return ids.length ? await this.run(readCall(model, schema, ids)) : [];
	}

	/** One record by id. Throws when it is gone. */
	async get<S extends z.ZodRawShape>(
		model: string,
		schema: z.ZodObject<S>,
		id: number,
	): Promise<z.output<z.ZodObject<S>>> {
		const [record] = await this.read(model, schema, [id]);
		if (!record) throw odooError(404, { name: 'odoo.exceptions.MissingError', message: '' }, `${model} ${id}`, true);
		return record;
	}

	/** As `actCall` says. */
	async act(...wanted: Parameters<typeof actCall>): Promise<unknown> {
		return await this.run(actCall(...wanted));
	}

	/**
	 * Creates records under their external ids, or finds those that carry them already, untouched: an atomic get-or-create of
	 * header and lines (docs/facts/odoo.md#load-creates-or-finds; without `mode` and `noupdate` the second call would rewrite and
	 * double the lines).
	 */
	async load(model: string, { fields, data }: LoadTable, context: Record<string, unknown> = {}): Promise<number[]> {
		for (let attempt = 1; ; attempt++) {
			const body = await this.call(
				model,
				'load',
				{ fields, data },
				{ repeatable: true, context: { ...context, ...getOrCreate } },
			);
			const answer = answerOf(LoadAnswer, `${model}.load`, body);
			if (answer.ids) return answer.ids;
			const reasons = answer.messages.map(({ message }) => message);
			const denied = reasons.find(isDenied);
			if (denied) throw odooError(403, { name: 'odoo.exceptions.AccessError', message: denied }, `${model}.load`, true);
			if (!reasons.some(isConflict))
				throw odooError(
					422,
					{ name: 'odoo.exceptions.ValidationError', message: reasons.map(sentence).join(' ') },
					`${model}.load`,
					true,
				);
			if (attempt >= 6) throw odooError(409, undefined, `${model}.load`, true);
			await this.sleep(80 * attempt * (0.5 + Math.random()));
		}
	}

	/** The record that carries an external id of ours, archived or not, whatever rights the user has on external ids themselves. */
	async find(name: string): Promise<number | undefined> {
		try {
			let model = '';
			for (let attempt = 1; attempt <= 3; attempt++) {
				const found = await this.run(findCall(name));
				if (!found) return undefined;
				const [of, id] = found;
				if (id) return id;
				// Odoo keeps external ids in memory: while the record is being made it may know the id and not see the record yet.
				model = of;
				await this.sleep(100 * attempt);
			}
			return await this.findByContent(model, name);
		} catch (error) {
			if (
				error instanceof EffectError &&
				error.details.code === 'builtins.ValueError' &&
				error.message.includes('External ID not found')
			)
				return undefined;
			throw error;
		}
	}

	/**
	 * The same past Odoo's memory of external ids. That memory keeps the id of a record whose making was undone, in each worker by
	 * itself, so it may deny a record that another worker has made since. Looked through are the records that carry the reference.
	 */
	private async findByContent(model: string, name: string): Promise<number | undefined> {
		const [reference] = name.split('.');
		const field = carriesReference[model];
		const ids = field
			? (await this.search(model, z.object({ id: z.number() }), [[field, '=', reference]], { limit: 2000 })).map(
					({ id }) => id,
				)
			: [];
		return [...(await this.keysOf(model, ids))].find(([, key]) => key === name)?.[0];
	}

	/** The external ids of ours that these records carry, by record; what somebody else made is not among them. */
	async keysOf(model: string, ids: number[]): Promise<Map<number, string>> {
		if (!ids.length) return new Map();
		const named = answerOf(
			Metadata,
			`${model}.get_metadata`,
			await this.call(model, 'get_metadata', { ids }, { repeatable: true }),
		);
		const prefix = `${moduleOf}.`;
		return new Map(
			named.flatMap(({ id, xmlid }) =>
				xmlid && xmlid.startsWith(prefix) ? [[id, xmlid.slice(prefix.length)] as const] : [],
			),
		);
	}
}
