import type { OperationContext, SetUpCheck } from '../../shared/operation';
import { appScopes } from '../graphql';
import { credentialType } from '../transport/client';
import { shopifyOf } from '../transport/fromNode';
import { scopeChecks } from './scopes';

/** Where an app is given a scope, by how it signs in. */
const where = {
	clientCredentials: 'Dev Dashboard > your app > Versions. Release the new version, and accept it in the shop.',
	accessToken: "Shopify's admin, Settings > Apps > your app > Configuration. Save, and install it again.",
};

/** Whether Shopify answers, what the app may do there, and whether its webhooks can be believed. Reads only. */
export async function checkShopify(context: OperationContext): Promise<SetUpCheck[]> {
	const shopify = await shopifyOf(context);
	const { shop, currentAppInstallation: app } = await shopify.send(appScopes, {});
	const credential = await context.node.getCredentials<Record<string, string | undefined>>(
		credentialType,
		context.itemIndex,
	);
	const byToken = credential.authMode === 'accessToken';
	return [
		{ what: 'Shopify', light: 'ok', is: `Answers for ${shop.name}.`, fix: '' },
		...scopeChecks(
			app.accessScopes.map(({ handle }) => handle),
			byToken ? where.accessToken : where.clientCredentials,
		),
		signedWith(credential),
	];
}

function signedWith({ clientSecret, webhookSecret }: Record<string, string | undefined>): SetUpCheck {
	const there = !!clientSecret?.trim() || !!webhookSecret?.trim();
	return {
		what: 'Secret of webhooks',
		light: there ? 'ok' : 'look',
		is: there ? 'Set.' : 'Not set: the Shopify Returns Trigger can believe no webhook.',
		fix: there
			? ''
			: 'Put the Client Secret of the app (older custom apps: API secret key) into the Shopify credential.',
	};
}
