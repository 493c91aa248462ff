import { createApi, TOKEN_HEADER } from './api.ts';
import { Faults } from './faults.ts';
import { CartStore } from './store.ts';

/** The OpenAPI 3.1 description of the generic cart API, made from the routes that serve it. */
export function genericCartApiDocument(): object {
  const api = createApi(new CartStore(), new Faults(), 'none');
  const schemes = {
    bearer: { type: 'http', scheme: 'bearer' },
    token: { type: 'apiKey', in: 'header', name: TOKEN_HEADER, description: 'Any header name can be chosen' },
    basic: { type: 'http', scheme: 'basic' },
  } as const;
  for (const [name, scheme] of Object.entries(schemes))
    api.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Generic cart API',
      version: '1.0.0',
      description:
        'What a cart of your own offers so that Cartway can take its orders. The three addresses can be anywhere; ' +
        'their paths here are those of the demo cart. All times are RFC 3339. Errors are RFC 9457 problem details.',
    },
    servers: [{ url: 'https://shop.example.com' }],
  });
}
