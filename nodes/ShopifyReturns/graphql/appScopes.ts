import { z } from 'zod';
import type { GraphqlDocument } from './document';

/** What the app may do in the shop, which asks for no access scope itself. */
export const appScopes: GraphqlDocument<{
	shop: { name: string };
	currentAppInstallation: { accessScopes: Array<{ handle: string }> };
}> = {
	name: 'AppScopes',
	repeatable: true,
	text: `query AppScopes {
	shop { name }
	currentAppInstallation { accessScopes { handle } }
}`,
	answer: z.object({
		shop: z.object({ name: z.string() }),
		currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
	}),
};
