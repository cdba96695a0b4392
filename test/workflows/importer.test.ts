import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { connectNodes, readCredentials, readTemplates } from '../../workflows/importer';
import { credentialNeeds, needsOfType } from '../../workflows/nodeCredentials';

const twoLogins = {
	description: {
		name: 'erp', displayName: 'ERP', group: ['transform'], version: [1, 2], description: '', defaults: { name: 'ERP' }, inputs: ['main'], outputs: ['main'],
		credentials: [
			{ name: 'erpKey', required: true, displayOptions: { show: { authentication: ['key'] } } },
			{ name: 'erpPassword', required: true, displayOptions: { show: { authentication: ['password'] } } },
			{ name: 'caseStore', displayOptions: { show: { '@version': [2] } } },
		],
		properties: [{ name: 'authentication', displayName: 'Authentication', type: 'options', options: [], default: 'key' }],
	},
} as unknown as INodeType;

describe('which credentials a node takes', () => {
	it('follows a parameter that the template leaves at its default', () => {
		expect(needsOfType(twoLogins, { typeVersion: 1, parameters: {} })).toEqual([{ type: 'erpKey', required: true }]);
	});

	it('follows the parameter and the version', () => {
		expect(needsOfType(twoLogins, { typeVersion: 2, parameters: { authentication: 'password' } })).toEqual([
			{ type: 'erpPassword', required: true },
			{ type: 'caseStore', required: false },
		]);
	});

	it.each([
		['n8n-nodes-base.emailSend', {}, ['smtp']],
		['n8n-nodes-base.webhook', {}, []],
		['n8n-nodes-base.webhook', { authentication: 'headerAuth' }, ['httpHeaderAuth']],
		['n8n-nodes-base.httpRequest', { authentication: 'genericCredentialType', genericAuthType: 'httpBasicAuth' }, ['httpBasicAuth']],
		['n8n-nodes-base.httpRequest', { authentication: 'predefinedCredentialType', nodeCredentialType: 'slackApi' }, ['slackApi']],
		['n8n-nodes-base.set', {}, []],
	])('knows %s with %j', (type, parameters, expected) => {
		expect(credentialNeeds({ type, parameters }).map((need) => need.type)).toEqual(expected);
	});

	it('takes the word of the template for a node it does not know', () => {
		expect(credentialNeeds({ type: 'n8n-nodes-base.slack', credentials: { slackApi: { name: 'Alerts' } } })).toEqual([{ type: 'slackApi', required: true }]);
	});
});

describe('connecting the nodes', () => {
	const node = { name: 'Pay', type: 'n8n-nodes-returns.stripeRefunds', parameters: {} };
	const needs = () => [{ type: 'stripe', required: true }];
	const offer = (id: string, name: string) => ({ id, name, type: 'stripe' });

	it('takes the only credential of the type', () => {
		const { nodes, missing } = connectNodes([node], [], [offer('1', 'US')], needs);

		expect(nodes[0].credentials).toEqual({ stripe: { id: '1', name: 'US' } });
		expect(missing).toEqual([]);
	});

	it('takes the one the template names', () => {
		const hinted = { ...node, credentials: { stripe: { name: 'EU' } } };

		const { nodes } = connectNodes([hinted], [], [offer('1', 'US'), offer('2', 'EU')], needs);

		expect(nodes[0].credentials).toEqual({ stripe: { id: '2', name: 'EU' } });
	});

	it('leaves a choice among several to the user, and leaves no hint behind that n8n would take for a credential', () => {
		const { nodes, missing } = connectNodes([{ ...node, credentials: { stripe: { name: 'Asia' } } }], [], [offer('1', 'US'), offer('2', 'EU')], needs);

		expect(nodes[0]).not.toHaveProperty('credentials');
		expect(missing).toEqual([{ node: 'Pay', type: 'stripe', required: true, ambiguous: true }]);
	});

	it('keeps what is connected, and the webhook address, for a node of the same name and type', () => {
		const previous = { ...node, webhookId: 'kept', credentials: { stripe: { id: '9', name: 'Mine' } } };

		const { nodes } = connectNodes([{ ...node, webhookId: 'new' }], [previous], [offer('1', 'US')], needs);

		expect(nodes[0]).toMatchObject({ webhookId: 'kept', credentials: { stripe: { id: '9', name: 'Mine' } } });
	});

	it('does not take over from a node of another type', () => {
		const previous = { ...node, type: 'n8n-nodes-base.stripe', credentials: { stripe: { id: '9', name: 'Mine' } } };

		expect(connectNodes([node], [previous], [offer('1', 'US')], needs).nodes[0].credentials).toEqual({ stripe: { id: '1', name: 'US' } });
	});

	it('does not ask for the credentials of a disabled node', () => {
		expect(connectNodes([{ ...node, disabled: true }], [], [], needs).missing).toEqual([]);
	});
});

describe('reading files', () => {
	const folder = mkdtempSync(join(tmpdir(), 'returns-import-'));
	const write = (name: string, text: string) => {
		writeFileSync(join(folder, name), text);
		return join(folder, name);
	};

	it('names the place of a mistake in the credentials file, and never its values', () => {
		const path = write('accounts.json', JSON.stringify({ Shop: { type: 'shop', data: 'sk_live_secret' } }));

		expect(() => readCredentials(path)).toThrow('Shop.data');
		expect(() => readCredentials(path)).not.toThrow('sk_live_secret');
	});

	it('does not quote a file that is not JSON', () => {
		const path = write('broken.json', '{ "Shop": sk_live_secret }');

		expect(() => readCredentials(path)).toThrow('is not valid JSON');
		expect(() => readCredentials(path)).not.toThrow('sk_live_secret');
	});

	it('lists the templates there are when one is unknown', () => {
		const templates = mkdtempSync(join(tmpdir(), 'returns-templates-'));
		const text = JSON.stringify({ name: 'Refund', nodes: [{ name: 'A', type: 'b.c' }], connections: {} });
		writeFileSync(join(templates, '01-refund.json'), text);

		expect(readTemplates(['all'], templates).map(({ name }) => name)).toEqual(['Refund']);
		expect(() => readTemplates(['refunds'], templates)).toThrow('There are: 01-refund');
	});
});
