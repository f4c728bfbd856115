package media

import (
	"slices"
	"strings"

	"github.com/pion/sdp/v3"

	"televisit/media/core"
)

// layerNames are the layers of one picture that a browser may send, the lowest
// first: a quarter, a half and all of its height.
var layerNames = []string{"l", "m", "h"}

// offerLayers asks for the layers (RFC 8853) in every section that receives a
// picture. pion does not offer them before an answer has named them; from then
// on it does, and a section with two simulcast lines would be refused.
func offerLayers(offer string) string {
	head, sections, found := strings.Cut(offer, "m=")
	if !found {
		return offer
	}
	edited := strings.Builder{}
	edited.WriteString(head)
	for section := range strings.SplitSeq(sections, "\r\nm=") {
		edited.WriteString("m=" + strings.TrimSuffix(section, "\r\n") + "\r\n")
		if receivesOnePicture(section) {
			for _, name := range layerNames {
				edited.WriteString("a=rid:" + name + " recv\r\n")
			}
			edited.WriteString("a=simulcast:recv " + strings.Join(layerNames, ";") + "\r\n")
		}
	}
	return edited.String()
}

func receivesOnePicture(section string) bool {
	return strings.HasPrefix(section, "video ") && strings.Contains(section, "\r\na=recvonly") && !strings.Contains(section, "\r\na=simulcast:")
}

// readLayers are the layers that an answer names, the lowest first. Their SSRCs
// are learned from the packets.
func readLayers(m *sdp.MediaDescription) (layers []core.Encoding) {
	named := make([]bool, len(layerNames))
	for _, a := range m.Attributes {
		name, direction, _ := strings.Cut(a.Value, " ")
		if i := slices.Index(layerNames, name); i >= 0 && a.Key == "rid" && strings.HasPrefix(direction, "send") {
			named[i] = true
		}
	}
	for i, name := range layerNames {
		if named[i] {
			layers = append(layers, core.Encoding{RID: name})
		}
	}
	return layers
}
