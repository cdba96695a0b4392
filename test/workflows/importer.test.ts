import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import { accountNames } from '../../workflows/brand';
import { connectNodes, publishes, readCredentials, readTemplates } from '../../workflows/importer';
import { credentialNeeds, needsOfType } from '../../workflows/nodeCredentials';

const twoLogins = {
	description: {
		name: 'erp',
		displayName: 'ERP',
		group: ['transform'],
		version: [1, 2],
		description: '',
		defaults: { name: 'ERP' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [
			{ name: 'erpKey', required: true, displayOptions: { show: { authentication: ['key'] } } },
			{ name: 'erpPassword', required: true, displayOptions: { show: { authentication: ['password'] } } },
			{ name: 'caseStore', displayOptions: { show: { '@version': [2] } } },
		],
		properties: [
			{ name: 'authentication', displayName: 'Authentication', type: 'options', options: [], default: 'key' },
		],
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
		[
			'n8n-nodes-base.httpRequest',
			{ authentication: 'genericCredentialType', genericAuthType: 'httpBasicAuth' },
			['httpBasicAuth'],
		],
		[
			'n8n-nodes-base.httpRequest',
			{ authentication: 'predefinedCredentialType', nodeCredentialType: 'slackApi' },
			['slackApi'],
		],
		['n8n-nodes-base.set', {}, []],
	])('knows %s with %j', (type, parameters, expected) => {
		expect(credentialNeeds({ type, parameters }).map((need) => need.type)).toEqual(expected);
	});

	it('takes the word of the template for a node it does not know', () => {
		expect(credentialNeeds({ type: 'n8n-nodes-base.slack', credentials: { slackApi: { name: 'Alerts' } } })).toEqual([
			{ type: 'slackApi', required: true },
		]);
	});
});

describe('connecting the nodes', () => {
	const node = { name: 'Pay', type: 'n8n-nodes-returns.stripeRefunds', parameters: {} };
	const needs = () => [{ type: 'stripe', required: true }];
	const credential = (id: string, name: string) => ({ id, name, type: 'stripe' });
	const named = (name: string) => ({ ...node, credentials: { stripe: { id: null, name } } });
	const [us, eu] = [credential('1', 'US'), credential('2', 'EU')];

	it('takes the only credential of the type that was offered', () => {
		const { nodes, missing } = connectNodes([node], [], { offered: [us] }, needs);

		expect(nodes[0]).toMatchObject({ credentials: { stripe: { id: '1', name: 'US' } } });
		expect(missing).toEqual([]);
	});

	it('takes the one the template names, among those offered and else among those that n8n has', () => {
		expect(connectNodes([named('EU')], [], { offered: [us, eu] }, needs).nodes[0].credentials).toEqual({
			stripe: { id: '2', name: 'EU' },
		});
		expect(connectNodes([named('EU')], [], { offered: [], existing: [us, eu] }, needs).nodes[0].credentials).toEqual({
			stripe: { id: '2', name: 'EU' },
		});
		expect(connectNodes([named('Asia')], [], { offered: [], existing: [us, eu] }, needs).missing).toHaveLength(1);
	});

	it('leaves a choice among several to the user, and keeps the name, so that one choice in the editor sets all nodes of it', () => {
		const { nodes, missing } = connectNodes([named('Asia')], [], { offered: [us, eu] }, needs);

		expect(nodes[0].credentials).toEqual({ stripe: { id: null, name: 'Asia' } });
		expect(missing).toEqual([{ node: 'Pay', type: 'stripe', required: true, ambiguous: true }]);
	});

	it('keeps what is connected', () => {
		const held = { ...node, credentials: { stripe: { id: '9', name: 'Mine' } } };

		expect(connectNodes([held], [], { offered: [us] }, needs).nodes[0].credentials).toEqual({
			stripe: { id: '9', name: 'Mine' },
		});
	});

	it('replaces what is connected only when that account was deleted', () => {
		const held = { ...node, credentials: { stripe: { id: '9', name: 'Mine' } } };

		expect(
			connectNodes([held], [], { offered: [us], existing: [credential('9', 'Mine')] }, needs).nodes[0].credentials,
		).toEqual({ stripe: { id: '9', name: 'Mine' } });
		expect(connectNodes([held], [], { offered: [us], existing: [] }, needs).nodes[0].credentials).toEqual({
			stripe: { id: '1', name: 'US' },
		});
		expect(connectNodes([held], [], { offered: [], existing: [] }, needs).missing).toHaveLength(1);
	});

	it('leaves off what somebody took off', () => {
		const optional = () => [{ type: 'stripe', required: false }];
		const written = { ...node, credentials: { stripe: { id: '1', name: 'US' } } };

		const { nodes, missing } = connectNodes([node], [written], { offered: [us] }, optional);

		expect(nodes[0]).not.toHaveProperty('credentials');
		expect(missing).toEqual([{ node: 'Pay', type: 'stripe', required: false, ambiguous: false }]);
	});

	it('connects an optional account only where the template names it', () => {
		const optional = () => [{ type: 'stripe', required: false }];

		expect(connectNodes([node], [], { offered: [us] }, optional)).toEqual({ nodes: [node], missing: [] });
		expect(connectNodes([named('US')], [], { offered: [us] }, optional).nodes[0].credentials).toEqual({
			stripe: { id: '1', name: 'US' },
		});
	});

	it('does not ask for the credentials of a disabled node', () => {
		expect(connectNodes([{ ...node, disabled: true }], [], { offered: [] }, needs).missing).toEqual([]);
	});

	it("gives a further shop its own account, and another's only where sharing is right", () => {
		const namesFor = accountNames('nord');
		const shopify = { ...node, credentials: { returnsShopifyApi: { id: null, name: 'Shopify' } } };
		const shopNeeds = () => [{ type: 'returnsShopifyApi', required: true }];
		const all = (name: string) => ({ id: name, name, type: 'returnsShopifyApi' });

		expect(
			connectNodes([named('EU')], [], { offered: [], existing: [eu], namesFor }, needs).nodes[0].credentials,
		).toEqual({ stripe: { id: '2', name: 'EU' } });
		expect(
			connectNodes([named('EU')], [], { offered: [], existing: [eu, credential('3', 'EU (nord)')], namesFor }, needs)
				.nodes[0].credentials,
		).toEqual({ stripe: { id: '3', name: 'EU (nord)' } });
		expect(
			connectNodes([shopify], [], { offered: [], existing: [all('Shopify')], namesFor }, shopNeeds).nodes[0]
				.credentials,
		).toEqual({ returnsShopifyApi: { id: null, name: 'Shopify (nord)' } });
	});
});

it('what a person switches on by publishing it is not published with others', () => {
	const publishedOf = (...names: string[]) => {
		const templates = readTemplates(names);
		return templates.filter((one) => publishes(one, { publish: true, templates })).map(({ key }) => key);
	};
	expect(publishedOf('41')).toEqual(['41-reconcile-nightly']);
	expect(publishedOf('20')).toEqual(['20-exchange-form', '20-exchange-order', '20-exchange']);
	for (const key of [
		'20-exchange-hold',
		'31-stock',
		'31-warehouse',
		'33-customer-record',
		'41-reconcile-nightly-mend',
		'47-paypal',
	])
		expect(publishedOf(key)).toEqual([key]);
	const [nightly] = readTemplates(['41-reconcile-nightly']);
	expect(publishes(nightly, { publish: false, templates: [nightly] })).toBe(false);
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

	it('finds templates by number, and a whole return by its name', () => {
		const numbers = (names: string[]) => readTemplates(names).map(({ key }) => key!.slice(0, 2));
		expect(numbers(['41', '00-simple-return.json'])).toEqual(['00', '41', '41']);
		expect(numbers(['return'])).toEqual(['01', '02', '03', '04', '10', '11', '13', '14']);
		expect(() => readTemplates(['4'])).toThrow('No template 4.');
	});
});
