import { sleep } from 'n8n-workflow';
import { EffectError, type OperationContext } from '../../shared/effect';
import { Odoo } from './odoo';

/** The Odoo client of a node, signed in by n8n's own credential `odooApiKeyApi` {url, db, apiKey}. */
export async function connect(context: OperationContext): Promise<Odoo> {
	const { url, db } = await context.node.getCredentials<{ url: string; db?: string }>('odooApiKeyApi', context.itemIndex);
	if (!/^https?:\/\//.test(url ?? '')) throw new EffectError('The Odoo credential has no address', { category: 'configuration', connection: 'odoo', advice: 'Set Site URL in the Odoo credential, e.g. https://my-organization.odoo.com.' });
	return new Odoo(context.http('odoo', 'odooApiKeyApi'), sleep, { url: url.replace(/\/+$/, ''), database: db?.trim() || undefined });
}
