import { PayPalRefundsTrigger } from '../../nodes/PayPalRefunds/PayPalRefundsTrigger.node';
import { markOf } from '../../nodes/PayPalRefunds/records/mark';
import { money } from '../../nodes/shared/model';
import type { CaseStore } from '../../nodes/shared/store/store';
import { removeOwnStores } from '../support/ownStore';
import { WebhookTrigger, type TriggerOptions } from '../support/webhookTrigger';
import { fact, openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import type { Refund } from '../sandbox/paypal/objects';
import { capture, startPayPal, type PayPalFixture } from './fixture';

type Options = Partial<TriggerOptions> & { withStore?: boolean; credential?: object };

/** The stand-in, a case whose refund is due, and triggers that listen to PayPal. */
export class TriggerShop {
	private readonly triggers: WebhookTrigger[] = [];

	private constructor(
		readonly fixture: PayPalFixture,
		readonly opened: CaseFixture,
		readonly intent: string,
	) {}

	static async open(): Promise<TriggerShop> {
		const fixture = await startPayPal();
		const opened = await openCase();
		const intent = `${opened.reference}/R1`;
		const due = {
			id: intent,
			amount: money(1250, 'EUR'),
			breakdown: [],
			payment: { id: capture, processor: 'paypal', providerIds: { 'paypal.capture': capture } },
			reason: 'return',
		};
		const told = { ...fact('refund.due', { intent: due }), references: { 'paypal.capture': capture } };
		await opened.store.cases.record({ reference: opened.reference, events: [told] });
		return new TriggerShop(fixture, opened, intent);
	}

	get store(): CaseStore {
		return this.opened.store;
	}

	get paypal() {
		return this.fixture.paypal;
	}

	async trigger({ withStore = true, credential = {}, ...options }: Options = {}): Promise<WebhookTrigger> {
		const made = await new WebhookTrigger(
			new PayPalRefundsTrigger(),
			{
				credentials: {
					returnsPayPalApi: { ...this.fixture.credential, ...credential },
					...(withStore && { returnCaseApi: { ...this.opened.credential } }),
				},
				...options,
			},
			{ events: ['PAYMENT.CAPTURE.REFUNDED', 'PAYMENT.CAPTURE.REVERSED'], registration: 'automatic' },
		).start();
		this.triggers.push(made);
		return made;
	}

	async published(options: Options = {}): Promise<WebhookTrigger> {
		const one = await this.trigger(options);
		await one.call('checkExists');
		await one.call('create');
		return one;
	}

	/** The newest event of a type. */
	last(type = 'PAYMENT.CAPTURE.REFUNDED') {
		return this.paypal.events.filter((one) => one.event_type === type).at(-1)!;
	}

	readonly deliver: PayPalFixture['paypal']['webhooks']['deliver'] = async (event, options) =>
		await this.paypal.webhooks.deliver(event, options);

	/** A refund of the case, made without our node: the case hears of it only through the trigger. */
	refund(): Refund {
		const { invoice_id: number, custom_id: mark } = this.paypal.captures.get(capture)!;
		Object.assign(this.paypal.captures.get(capture)!, { invoice_id: this.intent, custom_id: markOf(this.intent) });
		const made = this.paypal.refundByHand(capture, '12.50');
		Object.assign(this.paypal.captures.get(capture)!, { invoice_id: number, custom_id: mark });
		return made;
	}

	/** The refund as its case has it. */
	async leg() {
		return (await this.store.cases.get(this.opened.reference))!.refunds[0];
	}

	async close(): Promise<void> {
		for (const one of this.triggers) await one.running.stop();
		await removeOwnStores();
		await this.fixture.stop();
	}
}
