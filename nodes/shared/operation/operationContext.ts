import { type IDataObject, type IExecuteFunctions, type INode } from 'n8n-workflow';
import type { CaseState } from '../case/caseState';
import { CaseNotFound, type CaseStore, type ClaimOutcome, type Recorded } from '../store/store';
import { asReference, parsed, Settings, type NewEvent } from '../model';
import { accountOf } from '../effect/account';
import { EffectError, invalidInput } from '../model/effectError';
import type { Http } from '../effect/http';
import { nodeHttp } from '../effect/nodeHttp';
import { lookUp } from './plainExpression';
import { runEffect, type Effect } from '../effect/runEffect';
import { decidedIn, isRefusal, showsOnly, withheldEvent, withheldRequest } from './shadow';
import { finishesStep, referenceOfStep, worksOutside, type FlowStep } from './step';
import { isTool } from './tool';

/** What an operation has to work with, for one item. */
export class OperationContext {
	/** The node as the flow has it, asked for once: n8n makes a copy of all of it for each question. */
	private readonly asInFlow: INode;
	/** A test run in the editor: nothing is done, and nothing is recorded. */
	private readonly isTest: boolean;
	/** Shadow mode: nothing is done outside, and the case keeps what would have been done. */
	private inShadow = false;
	private withheld = false;
	private loaded?: CaseState;
	private stepEnded = false;
	/** What became of the events that were recorded last. */
	recorded: Recorded['events'] = [];

	constructor(
		readonly node: IExecuteFunctions,
		readonly itemIndex: number,
		/** The case store, when the node has the Return Case credential. */
		readonly store: CaseStore | undefined,
		/** The step of each item, in the items' order. */
		private readonly steps: Array<FlowStep | undefined>,
		/** Items that have had their turn. */
		private readonly done: ReadonlySet<number> = new Set(),
	) {
		this.asInFlow = node.getNode();
		const isTest = node.getMode() === 'manual' || this.item?.testRun === true; // n8n takes a test run that is retried for a real one
		this.isTest = isTest && !this.option('sendForReal', false);
	}

	/** Whether nothing may be done outside: in a test run, and in shadow mode. */
	get dryRun(): boolean {
		return this.isTest || this.inShadow;
	}

	/**
	 * From here on nothing is done outside, if the case or its brand is in shadow mode. The brand's setting is read as it is now; an item that says so
	 * counts too, and a case that was ever met in shadow mode stays in it.
	 */
	async enterShadow(): Promise<void> {
		if (!this.isTest && worksOutside(this.asInFlow.type)) this.inShadow = await this.isShadowed();
	}

	/**
	 * For the providers' clients, before a request that changes something: in shadow mode none leaves this process, whatever an operation does. Throws
	 * EffectError then. `what` names the request.
	 */
	assertMayChange(what: string): void {
		if (this.inShadow) throw withheldRequest(what);
	}

	/** Whether the item's case, or its brand, is in shadow mode. An item that belongs to no case goes by the node's Brand, else by the usual one. */
	async isShadowed(): Promise<boolean> {
		const { settings } = this.item as { settings?: { shadow?: unknown; brand?: unknown } };
		if (settings?.shadow === true) return true;
		if (!this.store) return false;
		const reference = this.reference ?? referenceOfStep(this.node, this.itemIndex);
		const found = reference ? await this.store.cases.get(reference) : undefined;
		if (found?.shadow) return true;
		const brand = found?.brand ?? settings?.brand ?? this.param<unknown>('brand', null);
		return (await this.store.settings.get((typeof brand === 'string' && brand) || 'default')).shadow === true;
	}

	/** The item's JSON. */
	get item(): IDataObject {
		return this.node.getInputData()[this.itemIndex].json;
	}

	/** A parameter of the node for this item. */
	param<T>(name: string, fallback?: T): T {
		const looked = lookUp(this.asInFlow.parameters[name], this.item);
		if (looked.known) return looked.value as T;
		return this.node.getNodeParameter(name, this.itemIndex, fallback) as T;
	}

	/** One of the switches under Options. */
	option<T>(name: string, fallback: T): T {
		return (this.param<IDataObject>('options', {})[name] as T | undefined) ?? fallback;
	}

	/** The case reference of this item; undefined when the node works without a case. */
	get reference(): string | undefined {
		// null: n8n throws for an operation that has no such parameter when there is no other value.
		const reference = this.param<unknown>('reference', null) ?? this.item.reference;
		return asReference(reference);
	}

	/** The reference, or an EffectError that says where it is missing. */
	requireReference(): string {
		const { reference } = this;
		if (reference) return reference;
		const typed = this.param<unknown>('reference', null) ?? this.item.reference;
		if (typeof typed === 'string' && typed.trim())
			throw invalidInput(
				`"${typed.trim().slice(0, 40)}" is no case reference`,
				'One looks like RMA-7K2M9QX4TB; small letters and spaces do not matter.',
				'reference',
			);
		throw invalidInput(
			'This item names no return case',
			'Set Case Reference, e.g. {{ $json.reference }}; the item must come from a Return Case node or trigger.',
			'reference',
		);
	}

	requireStore(): CaseStore {
		if (this.store) return this.store;
		throw new EffectError('This operation needs the case store', {
			category: 'configuration',
			connection: 'case_store',
			advice: 'Choose a Return Case credential in this node.',
		});
	}

	/** The case as it is now (read once per item), or undefined without a case store. */
	async findCase(): Promise<CaseState | undefined> {
		if (!this.store || !this.reference) return undefined;
		return (this.loaded ??= await this.store.cases.get(this.reference));
	}

	/** The case as it is now, or an EffectError. */
	async requireCase(): Promise<CaseState> {
		this.requireStore();
		const reference = this.requireReference();
		const found = await this.findCase();
		if (!found) throw new CaseNotFound(reference);
		return found;
	}

	/** The brand's settings: from the item when it carries them, else from the store, else the defaults. */
	async settings(): Promise<Settings> {
		if (this.item.settings) {
			return parsed(Settings, this.item.settings, ({ at, message }) =>
				invalidInput(
					`The item's settings cannot be used: ${at} ${message}`,
					'Correct them with Return Case: Save Settings; docs/settings.md names every field.',
					`settings.${at}`,
				),
			);
		}
		const found = await this.findCase();
		return this.store ? await this.store.settings.get(found?.brand ?? 'default') : Settings.parse({});
	}

	/** The provider's HTTP client, signed in by n8n with one of the node's credentials. */
	http(connection: string, credentialType: string): Http {
		return nodeHttp(this.node, { connection, credentialType });
	}

	/**
	 * Stores what a read found out about the case (facts such as `order.found`). Does nothing without a store, in a dry run, or for an
	 * AI agent: what it looks up may belong to another return.
	 * Returns the case as it is then, under `case`.
	 */
	async recordFacts(events: NewEvent[]): Promise<IDataObject> {
		if (!this.store || !this.reference || this.isTest || isTool(this.node)) return {};
		return await this.record(events, undefined);
	}

	/**
	 * Runs an effect once (see runEffect) and stores its events, its claim and, when this node finishes it, the step in one
	 * transaction. Returns what the item gains: the result under `key`, `outcome`, and the case as it is then. `endsStep`: false while more
	 * effects of the item follow.
	 */
	async perform<R extends object>(
		key: string,
		effect: Effect<R>,
		eventsOf: (result: R) => NewEvent[],
		{ endsStep = true }: { endsStep?: boolean } = {},
	): Promise<IDataObject> {
		if (this.store) this.requireReference(); // a claim that no case settles would stay open for ever
		const done = await runEffect(effect, {
			store: this.store,
			reference: this.reference,
			step: this.step(),
			dryRun: this.isTest,
			shadow: this.inShadow,
			account: accountOf(this.asInFlow, effect.kind.split('.')[0]),
		});
		const shown = { [key]: { ...done.result, outcome: done.outcome } as IDataObject };
		if (done.outcome === 'dry_run' && this.inShadow)
			return { ...(await this.withhold(effect, done.result, decidedIn(eventsOf, done.result), endsStep)), ...shown };
		if (done.outcome === 'dry_run' || !this.store || !this.reference) return shown;
		const claim: ClaimOutcome | undefined = done.claim && { ...done.claim, state: 'done', result: done.result };
		return { ...(await this.record(eventsOf(done.result), claim, undefined, endsStep)), ...shown };
	}

	/** The step that started this flow. */
	step(): FlowStep | undefined {
		return this.steps[this.itemIndex];
	}

	/** The step that this item ends: this node is the one to do it, and no other item that is still to be done belongs to the same step. */
	private endedStep(): FlowStep | undefined {
		const step = this.step();
		const more =
			step &&
			this.steps.some(
				(other, index) => index !== this.itemIndex && !this.done.has(index) && other?.token === step.token,
			);
		return step && !more && finishesStep(this.node, this.option('finishStep', 'auto'), step) ? step : undefined;
	}

	/** Who is behind it: a person that the flow names in `actor`, one who signed in to an n8n form (`user`), else this node. */
	get actor(): string {
		const { actor, user } = this.item as { actor?: unknown; user?: { email?: unknown } };
		const person = [actor, user?.email].find((one) => typeof one === 'string' && one);
		return (person as string | undefined) ?? `n8n: ${this.asInFlow.name}`;
	}

	/** Ends the step when this node is the one to do it and no event of it has: a read at the end of a lane. */
	async endStep(): Promise<void> {
		const step = this.store && !this.isTest && !this.stepEnded ? this.endedStep() : undefined;
		if (step) await this.store!.steps.finish([step]);
	}

	/** Stores events of a command (no provider is asked) and finishes the step when this node does. In a dry run it only shows them. `basis`: see RecordInput. */
	async recordEvents(events: NewEvent[], basis?: string): Promise<IDataObject> {
		this.requireStore();
		this.requireReference();
		if (this.isTest) return { recorded: { outcome: 'dry_run', events: events as unknown as IDataObject[] } };
		return await this.record(events, undefined, events.length ? basis : undefined);
	}

	/**
	 * In shadow mode: the case keeps what would have been done, and hears what was decided (`decided`), as if it had been. Without a case only the
	 * output says so.
	 */
	private async withhold(
		{ kind, key }: { kind: string; key: string },
		would: object,
		decided: NewEvent[] = [],
		endsStep = true,
	): Promise<IDataObject> {
		this.withheld = true;
		if (!this.store || !this.reference) return {};
		return await this.record([...decided, withheldEvent({ kind, key }, { would })], undefined, undefined, endsStep);
	}

	/** In shadow mode: what an operation has shown and not recorded itself. */
	async withholdShown(kind: string, shown: unknown): Promise<void> {
		if (this.inShadow && !this.withheld && showsOnly(shown)) await this.withhold({ kind, key: this.occasion }, shown);
	}

	/**
	 * In shadow mode a refusal is what would have come of it: mostly because what comes before was not done either. What may pass, what is not there
	 * yet, and what is set up wrongly is thrown as always. Gives what the item gains.
	 */
	async withholdRefused(kind: string, error: unknown): Promise<IDataObject> {
		if (!this.inShadow || !this.store || !this.reference || !isRefusal(error)) throw error;
		const problem = error.message;
		const event = withheldEvent({ kind, key: `${this.occasion}/refused` }, { problem });
		return { ...(await this.record([event], undefined)), withheld: { kind, problem } };
	}

	/** Names this item's turn at this node, the same when its step is done again. */
	private get occasion(): string {
		return `${this.asInFlow.name}/${this.step()?.id ?? `${this.node.getExecutionId()}.${this.itemIndex}`}`;
	}

	private async record(
		events: NewEvent[],
		claim: ClaimOutcome | undefined,
		basis?: string,
		endsStep = true,
	): Promise<IDataObject> {
		const finishes = endsStep ? this.endedStep() : undefined;
		const { actor } = this;
		const recorded: Recorded = await this.store!.cases.record({
			reference: this.reference!,
			events: events.map((event) => ({ actor, ...event })),
			finishes,
			claim,
			basis,
		});
		this.loaded = recorded.case;
		this.recorded = recorded.events;
		this.stepEnded = !!finishes;
		return { reference: this.reference!, case: recorded.case as unknown as IDataObject };
	}
}
