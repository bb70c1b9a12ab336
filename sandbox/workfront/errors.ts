const defaults: Readonly<Record<number, readonly [errorClass: string, message: string]>> = {
  400: ['java.lang.UnsupportedOperationException', 'Operation not supported'],
  401: ['com.attask.common.AuthenticationException', 'You are not currently logged in.'],
  403: ['com.attask.common.InsufficientPrivilegesException', 'You do not have sufficient privileges.'],
  404: ['com.attask.common.ObjectNotFoundException', 'Not found'],
  405: ['java.lang.UnsupportedOperationException', 'Method not allowed'],
  410: ['com.attask.common.APIVersionException', 'no longer available in this API version'],
  413: ['java.lang.IllegalArgumentException', 'Request entity too large'],
  414: ['java.lang.IllegalArgumentException', 'URI too long'],
  422: ['com.attask.common.InvalidParameterException', 'Invalid data'],
  429: [
    'com.attask.common.TooManyRequestsException',
    'Too many concurrent API requests for the given customer',
  ],
  500: ['com.attask.common.InternalException', 'An unexpected error occurred'],
};

/** The body that Workfront sends with an error status: `class` and `message` are what its API file promises. */
export function errorBody(
  status: number,
  message?: string,
  more: Readonly<Record<string, unknown>> = {},
): object {
  const [errorClass, standard] = defaults[status] ?? [
    'com.attask.common.InternalException',
    `HTTP ${status}`,
  ];
  return { error: { class: errorClass, message: message ?? standard, ...more } };
}

/** Ends a request with an error answer. `note` tells a reader of the traffic what the sandbox thinks of it. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: object;
  readonly note: string | undefined;

  constructor(
    status: number,
    message?: string,
    more?: { readonly note?: string; readonly [key: string]: unknown },
  ) {
    super(message ?? `HTTP ${status}`);
    this.name = 'ApiError';
    const { note, ...fields } = more ?? {};
    this.status = status;
    this.body = errorBody(status, message, fields);
    this.note = note;
  }
}

/** A field or link that this version's object does not have; Workfront fails the whole call for one. */
export function unknownField(version: string, field: string, object: string): ApiError {
  const model = `V${version.replace('.', '_')}`;
  return new ApiError(422, `APIModel ${model} does not support field ${field} (${object})`, {
    class: 'java.lang.IllegalArgumentException',
  });
}

/** A request that Workfront may answer and the sandbox has not learnt: told apart so that nobody trusts it. */
export function notCovered(what: string): ApiError {
  return new ApiError(400, `The sandbox does not cover ${what}`, { note: `not covered: ${what}` });
}
