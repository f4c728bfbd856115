package graph

// Personal are the fields that are never shared between accounts.
var Personal = personal

// HasAudience says whether somebody has thought of who may share a subscription.
func HasAudience(subscription string) bool { return audiences[subscription] != nil }

// Followers is how many executions follow a stream.
func (r *Resolver) Followers(stream string) int { return r.tails.Followers(stream) }
