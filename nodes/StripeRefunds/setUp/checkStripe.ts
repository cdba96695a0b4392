import type { OperationContext, SetUpCheck } from '../../shared/operation';
import { stripeOf } from '../transport/stripe';
import { keyPage, readRights } from './rights';
import { webhookCheck } from './webhooks';

/** Whether Stripe answers, what the key may do there, and whether its webhooks can be believed. Reads only. */
export async function checkStripe(context: OperationContext): Promise<SetUpCheck[]> {
	const stripe = await stripeOf(context);
	const credential = await context.node.getCredentials<{ secretKey: string; webhookSecrets?: string }>(
		'returnsStripeApi',
		context.itemIndex,
	);
	const key = String(credential.secretKey).trim();
	const rights = await readRights(stripe);
	return [
		modeOf(key),
		...rights,
		...(key.startsWith('rk_') ? [writing] : []),
		await webhookCheck(stripe, String(credential.webhookSecrets ?? '')),
	];
}

function modeOf(key: string): SetUpCheck {
	const test = key.includes('_test_');
	return {
		what: 'Stripe',
		light: test ? 'look' : 'ok',
		is: `Answers${test ? '. A test key: it moves no money' : ''}.`,
		fix: test ? 'For real refunds put a live key into the Stripe credential.' : '',
	};
}

/** Only a write would tell, and none is made for a look. */
const writing: SetUpCheck = {
	what: 'Rights to write',
	light: 'look',
	is: 'Stripe does not tell what a restricted key may write, before it does.',
	fix: `${keyPage}, and see that Charges and Refunds is set to Write; for evidence also Disputes, for holds Payment Intents, for the trigger Webhook Endpoints.`,
};
