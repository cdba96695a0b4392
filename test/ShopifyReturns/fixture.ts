import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ShopifyReturns } from '../../nodes/ShopifyReturns/ShopifyReturns.node';
import { closeStores, openStore } from '../../nodes/shared/store/open';
import type { CaseStore } from '../../nodes/shared/store/store';
import { runNode, type NodeResult } from '../support/harness';
import { makeStoreFile } from '../support/newStoreFile';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createShopify, type Shopify, type ShopifyOptions } from '../sandbox/shopify';
import { Journal, serve, type Running } from '../sandbox/server';

/** A running sandbox shop, and the node to call it with. */
export interface Fixture {
	shopify: Shopify;
	journal: Journal;
	running: Running;
	/** Fields of the Shopify credential; the token n8n got is kept in it. */
	credential: Record<string, string>;
	store(): Promise<CaseStore>;
	storeCredential: Record<string, string>;
	run(parameters: INodeParameters, options?: RunOptions): Promise<NodeResult>;
	stop(): Promise<void>;
}

interface RunOptions {
	input?: IDataObject[];
	mode?: 'trigger' | 'manual';
	withStore?: boolean;
	continueOnFail?: boolean;
}

export async function start(options?: ShopifyOptions): Promise<Fixture> {
	const journal = new Journal();
	const shopify = createShopify(journal, options);
	const running = await serve(shopify, journal);
	const credential = {
		shop: 'sandbox',
		authMode: 'clientCredentials',
		clientId: sandboxSecrets.shopifyClientId,
		clientSecret: sandboxSecrets.shopifyClientSecret,
		baseUrl: running.url,
	};
	const folder = mkdtempSync(join(tmpdir(), 'returns-shopify-'));
	const storeCredential = { storage: 'embedded', file: join(folder, 'cases.sqlite'), auditKey: 'test' };
	await makeStoreFile(storeCredential.file);
	return {
		shopify,
		journal,
		running,
		credential,
		storeCredential,
		store: async () => await openStore(storeCredential),
		run: async (parameters, { input = [{}], mode, withStore = false, continueOnFail } = {}) =>
			await runNode(new ShopifyReturns(), {
				parameters,
				credentials: { returnsShopifyApi: credential, ...(withStore && { returnCaseApi: storeCredential }) },
				input,
				mode,
				continueOnFail,
			}),
		stop: async () => {
			await shopify.settled();
			await closeStores();
			await running.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
