package graph

import (
	"context"

	"televisit/ent/db"
	"televisit/ent/db/chatmessage"
	"televisit/graph/model"
	"televisit/internal/outbox"
	"televisit/internal/viewer"
)

// messages lists a chat, oldest first. Its cursors are places of the stream, so
// endCursor starts visitMessages where the page ends.
func (r *Resolver) messages(ctx context.Context, v *db.Visit, first int, after *string) (*model.ChatMessageConnection, error) {
	limit, _, err := page(first, nil)
	if err != nil {
		return nil, err
	}
	stream, seq := outbox.Messages(v.ID), int64(0)
	if after != nil {
		if seq, err = streamSeq(stream, *after); err != nil {
			return nil, err
		}
	}
	found, err := r.Store.ChatMessage.Query().
		Where(chatmessage.VisitID(v.ID), chatmessage.SeqGT(int(seq))).
		Order(chatmessage.BySeq()).Limit(limit).All(ctx)
	if err != nil {
		return nil, err
	}
	return messagePage(found, limit, stream, seq), nil
}

func messagePage(found []*db.ChatMessage, limit int, stream string, seq int64) *model.ChatMessageConnection {
	found, info := cut(found, limit, seq > 0, func(m *db.ChatMessage) string { return m.ID })
	c := &model.ChatMessageConnection{Nodes: found, Edges: []*model.ChatMessageEdge{}, PageInfo: info}
	for _, m := range found {
		seq = int64(m.Seq)
		c.Edges = append(c.Edges, &model.ChatMessageEdge{Cursor: streamCursor(stream, seq), Node: m})
	}
	if len(c.Edges) > 0 {
		info.StartCursor = &c.Edges[0].Cursor
	}
	end := streamCursor(stream, seq) // also of an empty page: the stream starts there
	info.EndCursor = &end
	return c
}

func (r *Resolver) messageEvent(visitID string) func(context.Context, outbox.Event, string) (model.MessageEvent, bool, error) {
	return func(ctx context.Context, e outbox.Event, cursor string) (model.MessageEvent, bool, error) {
		m, err := r.Store.ChatMessage.Query().Where(chatmessage.VisitID(visitID), chatmessage.Seq(int(e.Seq))).Only(ctx)
		if err != nil { // the visit has become somebody else's: the stream ends
			return nil, false, hidden(err, "visit")
		}
		return &model.MessageAdded{Cursor: cursor, Seq: int(e.Seq), Message: m}, true, nil
	}
}

// unread counts what the other side has written since the viewer looked.
func (r *Resolver) unread(ctx context.Context, v *db.Visit) (int, error) {
	seen, who := v.PractitionerReadSeq, viewer.From(ctx)
	if who.Role == viewer.Patient {
		seen = v.PatientReadSeq
	}
	return r.Store.ChatMessage.Query().Where(chatmessage.VisitID(v.ID), chatmessage.SeqGT(seen),
		chatmessage.AuthorIDNEQ(who.AccountID)).Count(ctx)
}
