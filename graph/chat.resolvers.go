package graph

import (
	"context"
	"televisit/ent/db"
	"televisit/graph/generated"
	"televisit/graph/model"
	"televisit/internal/chat"
	"televisit/internal/outbox"
	"televisit/internal/viewer"
)

// Mine is the resolver for the mine field.
func (r *chatMessageResolver) Mine(ctx context.Context, obj *db.ChatMessage) (bool, error) {
	return obj.AuthorID == viewer.From(ctx).AccountID, nil
}

// Documents is the resolver for the documents field.
func (r *chatMessageResolver) Documents(ctx context.Context, obj *db.ChatMessage) ([]*db.Document, error) {
	return r.documentsByID(ctx, obj.DocumentIds)
}

// SendMessage is the resolver for the sendMessage field.
func (r *mutationResolver) SendMessage(ctx context.Context, input model.SendMessageInput) (model.SendMessageResult, error) {
	m, err := r.Chat.Send(ctx, input.IdempotencyKey, chat.Message{
		VisitID: input.VisitID, Text: input.Text, DocumentIDs: input.DocumentIds,
	})
	return answer[model.SendMessageResult](&model.SendMessageSuccess{ChatMessage: m}, err)
}

// MarkMessagesRead is the resolver for the markMessagesRead field.
func (r *mutationResolver) MarkMessagesRead(ctx context.Context, input model.MarkMessagesReadInput) (model.MarkMessagesReadResult, error) {
	if err := r.Chat.MarkRead(ctx, input.VisitID, input.Seq); err != nil {
		return answer[model.MarkMessagesReadResult](nil, err)
	}
	v, err := r.Store.Visit.Get(ctx, input.VisitID)
	return answer[model.MarkMessagesReadResult](&model.MarkMessagesReadSuccess{Visit: v}, err)
}

// VisitMessages is the resolver for the visitMessages field.
func (r *subscriptionResolver) VisitMessages(ctx context.Context, visitID string, after *string) (<-chan model.MessageEvent, error) {
	if _, err := r.Store.Visit.Get(ctx, visitID); err != nil {
		return nil, hidden(err, "visit")
	}
	return follow(ctx, r.Resolver, events[model.MessageEvent]{
		stream: outbox.Messages(visitID), after: after, shape: r.messageEvent(visitID),
	})
}

func (r *Resolver) ChatMessage() generated.ChatMessageResolver { return &chatMessageResolver{r} }

type chatMessageResolver struct{ *Resolver }
