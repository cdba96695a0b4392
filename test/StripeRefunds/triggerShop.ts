import { removeOwnStores } from '../support/ownStore';
import type { CaseStore } from '../../nodes/shared/store/store';
import { money } from '../../nodes/shared/model';
import { fact, openCase, type CaseFixture } from './caseFixture';
import { startStripe, type StripeFixture } from './fixture';
import { TriggerFixture, type TriggerOptions } from './triggerFixture';

export type Options = Partial<TriggerOptions> & { withStore?: boolean; credential?: object };

/** The stand-in, a case whose refund is due, and triggers that listen to Stripe. */
export class TriggerShop {
	private readonly triggers: TriggerFixture[] = [];

	private constructor(
		readonly stripe: StripeFixture,
		readonly opened: CaseFixture,
		readonly intent: string,
	) {}

	static async open(): Promise<TriggerShop> {
		const stripe = await startStripe();
		const opened = await openCase();
		const intent = `${opened.reference}/R1`;
		const due = {
			id: intent,
			amount: money(1250, 'EUR'),
			breakdown: [],
			payment: { id: 'pi_sandbox_1001', processor: 'stripe', providerIds: {} },
			reason: 'return',
		};
		await opened.store.cases.record({ reference: opened.reference, events: [fact('refund.due', { intent: due })] });
		return new TriggerShop(stripe, opened, intent);
	}

	get store(): CaseStore {
		return this.opened.store;
	}

	async trigger({ withStore = true, credential = {}, ...options }: Options = {}): Promise<TriggerFixture> {
		const made = await new TriggerFixture({
			credentials: {
				returnsStripeApi: { ...this.stripe.credential, ...credential },
				...(withStore && { returnCaseApi: { ...this.opened.credential } }),
			},
			...options,
		}).start();
		this.triggers.push(made);
		return made;
	}

	async published(options: Options = {}): Promise<TriggerFixture> {
		const one = await this.trigger(options);
		await one.call('create');
		return one;
	}

	get endpoints() {
		return [...this.stripe.stripe.account.endpoints.values()];
	}

	/** The newest event of a type. */
	last(type: string) {
		return [...this.stripe.stripe.account.events.values()].filter((one) => one.type === type).at(-1)!;
	}

	readonly deliver: StripeFixture['stripe']['webhooks']['deliver'] = async (event, options) =>
		await this.stripe.stripe.webhooks.deliver(event, options);

	/** A refund of the case, made without our node: the case hears of it only through the trigger. */
	async refund(): Promise<{ id: string }> {
		return await this.stripe.refundByHand({
			charge: 'ch_sandbox_1001',
			amount: '1250',
			'metadata[return_reference]': this.opened.reference,
			'metadata[refund_intent]': this.intent,
		});
	}

	/** The refund as its case has it. */
	async leg() {
		return (await this.store.cases.get(this.opened.reference))!.refunds[0];
	}

	async close(): Promise<void> {
		for (const one of this.triggers) await one.running.stop();
		await removeOwnStores();
		await this.stripe.stop();
	}
}
